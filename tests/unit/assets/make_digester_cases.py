#!/usr/bin/env python3
"""Makes digester_cases.json: what the digester of Phoenix makes of the cases below.

    make_digester_cases.py PHOENIX JSX

PHOENIX is a checkout of Phoenix (lib/phoenix/digester.ex of 1.8), JSX the folder of jsx's .beam files.
"""
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
DIGESTER = HERE.parent.parent / "peer" / "digester.exs"

A = "a.png"


def css(text, **others):
    """A style sheet beside a.png, with css/b.png, images/c.png and fonts/d.woff in their folders."""
    files = {"app.css": text, "a.png": "a", "css/b.png": "b", "images/c.png": "c", "fonts/d.woff": "d"}
    files.update(others)
    return {"files": files}


CASES = {
    "one_file": {"files": {"app.js": "1"}},
    "no_file": {"files": {}},
    "an_empty_file": {"files": {"empty.css": "", "empty.txt": ""}},
    "folders": {"files": {"a/b/c/d.js": "1", "a/b/e.css": "2", "f.txt": "3"}},
    "names_with_dots": {"files": {"app.min.js": "1", "v1.2.3": "2", "end.": "3", "a..b": "4"}},
    "names_without_an_extension": {"files": {"LICENSE": "1", "a/CNAME": "2"}},
    "names_with_spaces_and_unicode": {"files": {"my file.css": "1", "ä/ö ü.js": "2", "日本.svg": "<svg/>"}},
    "dotfiles_are_left_out": {"files": {".hidden": "1", ".well-known/a.txt": "2", "a/.b": "3", "c.txt": "4"}},
    "digested_names_are_left_out": {"files": {
        "app-0123456789abcdef0123456789abcdef.js": "1",
        "app-0123456789ABCDEF0123456789abcdef": "2",
        "x-0123456789abcdef0123456789abcdef0.css": "3",
        "app-0123456789abcdef0123456789abcde.js": "4",
        "0123456789abcdef0123456789abcdef.js": "5",
        "a-b-0123456789abcdef0123456789abcdef-c.txt": "6"}},
    "compressed_files_are_left_out": {"files": {"app.js.gz": "1", "app.js.br": "2", "app.js": "3", "x.GZ": "4"}},
    "manifests_are_left_out": {"files": {"a/cache_manifest.json": "{}", "manifest.json": "{}"}},
    "what_is_compressed": {"files": {f"a{e}": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" for e in (
        ".js", ".map", ".css", ".txt", ".text", ".html", ".json", ".svg", ".eot", ".ttf",
        ".png", ".woff2", ".JS", ".mjs", ".xml", "")}},
    "css_bare": css("a{background:url(a.png)}b{background:url(images/c.png)}"),
    "css_quoted": css("url(\"a.png\") url('images/c.png')"),
    "css_mixed_quotes": css("url(\"a.png') url('a.png\") url(\"a.png) url(a.png\") url('') url(\"\")"),
    "css_space": css("url( a.png ) url(\n\t'a.png'\r\n) url(a.png\f) url (a.png) url('a.png' ) url(a .png)"),
    "css_absolute": css("url(/a.png) url(\"/images/c.png\") url(/missing.png) url(/) url(//a.png)"),
    "css_other_hosts": css("url(http://h/a.png) url(https:a.png) url(//h/a.png) url(data:image/png;base64,AA==) "
                           "url(a.b+c-1:a.png) url(:a.png) url(1:a.png)"),
    "css_data_with_spaces": css("url(\"data:image/svg+xml;utf8,<svg xmlns='x'><path d='M 0 0'/></svg>\") url(a.png)"),
    "css_query_and_fragment": css("url(a.png?x) url(a.png#x) url(a.png?#iefix) url(\"fonts/d.woff?v=1\")"),
    "css_dot_folders": css("url(./a.png) url(././a.png) url(images/../a.png) url(css//b.png) url(css/./b.png)"),
    "css_out_of_the_folder": css("url(../a.png) url(../../a.png) url(images/../../a.png)"),
    "css_in_a_folder": {"files": {"css/app.css": "url(../images/c.png) url(b.png) url(./b.png) url(/css/b.png) "
                                  "url(../css/b.png) url(images/c.png) url(../../a.png)",
                                  "css/b.png": "b", "images/c.png": "c", "a.png": "a"}},
    "css_missing": css("url(missing.png) url(images) url(images/) url(.) url(..)"),
    "css_parentheses": css("url() url()) url(a(b).png) url((a.png) url(a.png)) url(a.png", **{"a(b).png": "x"}),
    "css_upper_case": css("URL(a.png) Url(a.png) url(A.PNG)"),
    "css_imports": {"files": {"app.css": "@import url(\"base.css\"); @import 'base.css'; @import url(sub/x.css) print;",
                              "base.css": "url(a.png)", "sub/x.css": "url(../base.css)", "a.png": "a"}},
    "css_of_itself": {"files": {"app.css": "url(app.css) url(/app.css)"}},
    "css_many_in_a_line": css("url(a.png)url(a.png)url(a.png),url('a.png')url(nope)url(/a.png)"),
    "css_font_face": css("src: url(fonts/d.woff) format(\"woff\"), url('fonts/d.woff') format('woff');"),
    "css_bytes_that_are_no_text": css("/* ä \u00a0 */ url(ä.png) url(a.png)\u00a0)", **{"ä.png": "x"}),
    "css_without_vsn": {"vsn": False, **css("url(a.png) url(/a.png) url('images/c.png')")},
    "css_of_another_extension": {"files": {"app.scss": "url(a.png)", "app.CSS": "url(a.png)", "a.png": "a"}},
    "css_with_a_source_map": {"files": {"app.css": "a{}\n/*# sourceMappingURL=app.css.map */", "app.css.map":
                                        "{\"version\":3,\"file\":\"app.css\",\"sources\":[\"a.scss\"]}"}},
    "js_source_map": {"files": {"app.js": "x()\n//# sourceMappingURL=app.js.map\n",
                                "app.js.map": "{\"version\":3,\"file\":\"app.js\",\"sources\":[\"app.ts\"]}"}},
    "js_source_map_of_a_folder": {"files": {"js/app.js": "//# sourceMappingURL=/js/app.js.map",
                                            "js/b.js": "//#sourceMappingURL= ../maps/b.js.map",
                                            "js/app.js.map": "{'file':'app.js'}", "maps/b.js.map": "{\"file\":\"b.js\"}"}},
    "js_source_map_missing": {"files": {"app.js": "//# sourceMappingURL=none.map\n//@ sourceMappingURL=app.js\n"
                                        "//# sourceMappingURL=\n//# sourceMappingURL=data:application/json;base64,e30="}},
    "js_source_map_behind_a_line_end": {"files": {"a.js": "//#\nsourceMappingURL=\n  b.js //# sourceMappingURL=b.js",
                                                  "b.js": "1"}},
    "js_urls_stay": {"files": {"app.js": "url(a.png); import('./a.png')", "a.png": "a"}},
    "map_without_its_script": {"files": {"lib.js.map": "{\"file\":\"lib.js\"}", "x.map": "{\"file\":\"lib.js.map\"}"}},
    "map_forms": {"files": {"a.js": "1", "a.js.map": "{\"file\":\"a.js\",\"file\": \"a.js\",'file':'a.js','file':\"a.js', "
                                                     "\"file\":\"\",\"file\":\"a,js\",\"profile\":\"a.js\",\"file\":\"/a.js\"}"}},
    "another_output": {"output": "out", "files": {"app.css": "url(a.png)", "a.png": "a", "sub/b.txt": "b"}},
    "twice": {"twice": {}, "files": {"app.css": "url(a.png)", "a.png": "a"}},
    "twice_with_a_change": {"twice": {"a.png": "changed"}, "files": {"app.css": "url(a.png)", "a.png": "a"}},
    "twice_with_another_file": {"twice": {"b.js": "2"}, "files": {"a.js": "1"}},
    "an_old_manifest": {"files": {"a.js": "1", "cache_manifest.json": json.dumps({
        "version": 1, "latest": {"old.js": "old-0123456789abcdef0123456789abcdef.js", "gone.js": "gone-1.js"},
        "digests": {"old-0123456789abcdef0123456789abcdef.js": {
            "logical_path": "old.js", "mtime": 63000000000, "size": 3, "digest": "0123456789abcdef0123456789abcdef",
            "sha512": "eA=="}, "gone-1.js": {"logical_path": "gone.js", "mtime": 1, "size": 1, "digest": "1"}}}),
        "old-0123456789abcdef0123456789abcdef.js": "old"}},
    "a_manifest_of_another_version": {"files": {"a.js": "1", "cache_manifest.json": "{\"version\": 2, \"latest\": []}"}},
}


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def found(folder):
    files = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(folder))
        content = path.read_bytes()
        if name == "cache_manifest.json":
            continue
        try:
            packed = gzip.decompress(content) if name.endswith(".gz") else None
        except gzip.BadGzipFile:
            packed = None
        files[name] = {"gzip": packed.decode()} if packed is not None else content.decode()
    return files


def manifest(folder):
    document = json.loads((folder / "cache_manifest.json").read_text())
    for entry in document["digests"].values():
        entry.pop("mtime")
    return {"latest": document["latest"], "digests": document["digests"]}


def main(phoenix, jsx):
    phoenix, jsx = os.path.abspath(phoenix), os.path.abspath(jsx)
    cases = []
    for name, case in CASES.items():
        with tempfile.TemporaryDirectory() as parent:
            folder = pathlib.Path(parent) / "static"
            folder.mkdir()
            write(folder, case["files"])
            output = folder.parent / case["output"] if "output" in case else folder
            # The digester expands paths in the current folder.
            words = ["elixir", "-pa", jsx, str(DIGESTER.resolve()), phoenix]
            words += [] if case.get("vsn", True) else ["--no-vsn"]
            words += [".", os.path.relpath(output, folder)]
            subprocess.run(words, cwd=folder, check=True)
            if "twice" in case:
                write(folder, case["twice"])
                subprocess.run(words, cwd=folder, check=True)
            cases.append({"name": name, "input": case["files"], "vsn": case.get("vsn", True),
                          "output": case.get("output", ""), "twice": case.get("twice"), "files": found(output),
                          "manifest": manifest(output)})
        print(name, file=sys.stderr)
    text = json.dumps(cases, indent=1, ensure_ascii=False, sort_keys=True)
    (HERE / "digester_cases.json").write_text(text + "\n")


main(*sys.argv[1:])
