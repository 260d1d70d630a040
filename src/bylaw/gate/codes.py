"""What each complaint about configuration, packs and requests means, for `bylaw explain CODE`."""

from __future__ import annotations

from typing import Final

CODES: Final[dict[str, str]] = {
    "bad-catalog": "A file that describes the architecture does not keep to its format, or cannot "
    "be read. Imports are judged by it, so nothing is judged before it is mended. "
    "docs/architecture.md describes the formats.",
    "bad-lock": "bylaw.lock is not as its format says, or contradicts itself. It is written by "
    "`bylaw pack` alone; docs/sharing-packs.md describes it. Restore it from git, or resolve a "
    "conflict by taking one side and running `bylaw pack update`.",
    "bad-patch": "The text given with --patch is not a patch, or it breaks off in its middle. "
    "Patches of git and plain unified diffs are read; a patch that was cut cannot be judged.",
    "bad-request": "The arguments of the command line, or of `bylaw.check`, cannot be followed.",
    "bad-waiver": "A waiver goes beyond what configuration allows, accepts more than somebody can "
    "have looked at, or lacks what it needs. docs/waivers.md describes the file and its limits.",
    "baseline-missing": "`baseline:` in bylaw.yaml names a file that is not there. What it "
    "tolerates would be denied, and nobody would know why: `bylaw baseline create` writes one.",
    "baseline-unreadable": "The baseline is there but cannot be read: it is a link, too large, or "
    "no baseline of this version. Take the one of the target branch.",
    "below-floor": "The repository lowers what its organisation asks for with --org: a level, a "
    "weight, or a parameter that is out of range. The note says where the organisation says so; "
    "docs/configuration.md, The organisation's file.",
    "config-name": "The configuration is called bylaw.yaml and stands at the root of the "
    "repository. A file with nearly that name is not read, so it is refused: nobody should "
    "believe that it works.",
    "config-not-utf8": "The file holds bytes that are not UTF-8. Save it as UTF-8.",
    "config-syntax": "The file is not YAML, or uses a part of YAML that a configuration does not "
    "need: tags, several documents, keys that are not plain text, an alias inside its own anchor.",
    "config-too-large": "The file is over a bound: 1 MiB, 20,000 values with all aliases written "
    "out, or 24 levels of nesting.",
    "config-unreadable": "The file is there but cannot be read: it is a symbolic link, no regular "
    "file, too large, or may not be read. Links are not followed, because they can lead out of "
    "the repository.",
    "config-value": "A value is not of the kind that its key takes. The message says which.",
    "duplicate-key": "A key is written twice. YAML readers disagree on which one counts.",
    "missing-param": "A pack declares a parameter without a default. Set it in bylaw.yaml under "
    "`params:` as PACK/NAME: VALUE, or with --param.",
    "nested-config": "A repository has one bylaw.yaml, at its root. A second one in a folder "
    "would look as if it governed that folder, and does not.",
    "no-policy-file": "An entry of `policies:` matches no file, so rules that somebody counts on "
    "would silently not run.",
    "nothing-to-judge": "The configuration names no pack and no policy file, or what it names "
    "holds no rule. A run that judges nothing must not pass.",
    "pack-changed": "A file of a pack from elsewhere is other than bylaw.lock says: changed, "
    "missing, additional, or a link. Nothing is judged by a pack that nobody vouches for. "
    "`bylaw pack update NAME` brings it anew.",
    "pack-circle": "Packs use each other in a circle. Move what both need into a third pack.",
    "pack-missing": "bylaw.lock names a pack whose folder below .bylaw/packs/ is not there. Commit "
    "the folder, or bring it anew with `bylaw pack update NAME`.",
    "pack-name": "The `name:` of a pack.yaml is lower-case words joined by `-`. `local` and the "
    "names of built-in packs are taken, and two packs cannot share a name, wherever they come "
    "from: rule ids start with it.",
    "pack-source": "What `bylaw pack` was given holds no pack, several, or one that cannot be "
    "taken: with links, names that are not plain, or more than the bounds allow. "
    "docs/sharing-packs.md says what a pack is.",
    "pack-unlocked": "Something below .bylaw/packs/ is not in bylaw.lock, so nobody can say where "
    "it came from. Remove it; `bylaw pack add` brings a pack and writes the lock.",
    "param-type": "The value of a parameter does not have the type that its pack declares.",
    "policy-missing": "A policy file that was named is not there.",
    "policy-not-utf8": "The policy file holds bytes that are not UTF-8. Save it as UTF-8.",
    "policy-unreadable": "The policy file is there but cannot be read: it is a symbolic link, no "
    "regular file, too large, or may not be read.",
    "requires-version": "`requires:` in bylaw.yaml allows other versions of bylaw than this one.",
    "rule-name": "Two rules of different projects have one name, so that their findings could "
    "not be told apart. Give the policies of one of them a pack of its own.",
    "unknown-key": "The file has a key that this version does not know. Keys of later versions "
    "are refused too: what is not read must not look as if it worked.",
    "unknown-pack": "`packs:` or --policy names a pack that is neither built in nor in bylaw.lock. "
    "A folder of the repository is written with a slash; `bylaw pack add` brings one from "
    "elsewhere.",
    "unknown-param": "No loaded pack declares this parameter.",
    "unknown-rule": "A key of `levels:`, or a waiver, names no rule and no pack of this run, or a "
    "glob that matches none of its rules. `bylaw rules` lists them.",
}
"""Texts by code; a test finds codes that are missing here."""
