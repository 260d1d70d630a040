"""Terraform's dependency lock: the providers that were chosen. Modules are not in it."""

from __future__ import annotations

from bylaw.sources.manifests.interface import Entry, Problem, Reading, Source
from bylaw.sources.manifests.load import load_hcl
from bylaw.sources.manifests.regions import region_of
from bylaw.sources.manifests.terraform_source import provider_name


def read(file: Source) -> Reading:
    """The providers of a lock, with the constraints of all that ask for them.

    Raises:
        Unreadable: it is not HCL.
    """
    root, flaws = load_hcl(file)
    problems = list(flaws)
    entries: dict[str, Entry] = {}
    providers = root.get("provider")
    for address, blocks in providers.items() if providers else ():
        for body in blocks.elements():
            name, version = provider_name(address), body.string("version")
            if name is None or not version:
                message = f"the provider `{address[:80]}` has no version, or no address"
                problems.append(Problem(message, body.line, body.column))
                continue
            if address in entries:
                message = f"the provider `{address[:80]}` stands here twice"
                problems.append(Problem(message, body.line, body.column))
            hashes = body.get("hashes")
            texts = [each.text for each in hashes.elements() if each.text] if hashes else []
            line, column, end_line, end_column = region_of(body)
            entries[address] = Entry(
                name=name[0],
                line=line,
                column=column,
                end_line=end_line,
                end_column=end_column,
                version=version,
                requirement=body.string("constraints") or "",
                location=name[1],
                integrity=" ".join(texts) or None,
                key=address,
            )
    return Reading(tuple(entries.values()), tuple(problems))
