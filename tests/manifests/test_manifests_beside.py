"""Composer, Bundler, pub and CocoaPods: what a manifest asks for is found in the lock beside it."""

from bylaw.sources.dependencies.join import Joined, join
from bylaw.sources.dependencies.locks import Locks
from bylaw.sources.dependencies.sides import Read
from bylaw.sources.manifests.formats import format_of, read
from bylaw.sources.manifests.interface import Source
from tests.manifests.readings import CASES, Folder


def joined(case: str) -> Joined:
    tree = Folder(CASES / case / "tree")
    files = {}
    for path in tree.paths():
        data, format_ = tree.read(path), format_of(path)
        if format_ is not None and data is not None:
            files[path] = Read(path, format_, read(format_, Source(path, data, tree)), path)
    return join(files, Locks(tree))


def found(case: str) -> dict[str, tuple[str | None, str, str]]:
    """Version, source and scope of each package, by name."""
    return {each.name: (each.version, each.source, each.scope) for each in joined(case).packages}


def test_gems() -> None:
    assert joined("gemfile_lock/rails").missing == {"Gemfile": ("forgotten",)}
    gems = found("gemfile_lock/rails")
    assert gems["rails"] == ("7.1.2", "registry", "runtime")
    assert gems["uncle"] == ("2.0.1", "git", "runtime")
    assert gems["billing"] == ("0.1.0", "path", "runtime")
    assert gems["irb"] == ("1.11.0", "registry", "development")  # that `debug` alone brings in
    assert gems["tzinfo-data"] == (None, "registry", "runtime")  # which no platform here needs
    assert "shop" not in gems  # which is the project itself
    ways = {each.name: each.via for each in joined("gemfile_lock/rails").packages}
    assert ways["mini_portile2"] == ("nokogiri",)


def test_packages_of_composer() -> None:
    assert joined("composer_lock/laravel").missing == {"composer.json": ("shop/forgotten",)}
    packages = found("composer_lock/laravel")
    assert packages["GuzzleHTTP/guzzle"] == ("7.8.1", "registry", "runtime")
    assert packages["shop/plugin"] == ("dev-main", "git", "runtime")
    assert packages["sebastian/diff"] == ("6.0.1", "registry", "development")
    ways = {each.name: each.via for each in joined("composer_lock/laravel").packages}
    assert ways["Monolog/Monolog"] == ("laravel/framework",)


def test_packages_of_pub() -> None:
    assert joined("pubspec_lock/flutter").missing == {"pubspec.yaml": ("forgotten",)}
    packages = found("pubspec_lock/flutter")
    assert packages["real_name"] == ("2.1.0-beta.1", "registry", "runtime")
    assert packages["shop_ui"] == ("2.0.3", "git", "runtime")
    assert packages["lints"] == ("4.0.0", "registry", "development")
    assert packages["async"] == ("2.11.0", "registry", "runtime")


def test_pods_need_no_manifest() -> None:
    pods = {each.name: each for each in joined("podfile_lock/app").packages}
    assert pods["Alamofire"].direct
    assert pods["Alamofire"].requirement == "~> 5.8"
    assert not pods["FirebaseCore"].direct
    assert pods["FirebaseCore"].via == ("Firebase",)
    assert pods["GoogleUtilities"].via == ("Firebase", "FirebaseAnalytics")
