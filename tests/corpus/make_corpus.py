#!/usr/bin/env python3
"""Writes the hostile (and a few good) files of this folder; run it after a change and commit what it writes.

The names say what is wrong; tests/unit holds the message that is expected for each. The fuzz targets start from
them, too.
"""
import gzip
import hashlib
import io
import json
import pathlib
import struct
import tarfile
import zlib

HERE = pathlib.Path(__file__).parent


def u16(n): return struct.pack(">H", n)
def u32(n): return struct.pack(">I", n)
def atom(name): return bytes([119, len(name)]) + name


def external(term): return b"\x83" + term


NIL = b"j"
A = atom(b"a")
NAN = struct.pack(">d", float("nan"))
INFINITY = struct.pack(">d", float("-inf"))

EXTERNAL = {
    "good_rich": external(
        b"h\x0c" + b"a\x01" + b"b" + u32(2**32 - 2) + b"n\x08\x00" + b"\xff" * 8 + b"F" + struct.pack(">d", -1.5)
        + b"c" + b"1.50000000000000000000e+00".ljust(31, b"\0") + b"d" + u16(1) + b"\xfc" + b"v" + u16(2) + "ü".encode()
        + b"k" + u16(3) + b"abc" + b"l" + u32(2) + A + A + b"m" + u32(2) + b"xy"
        + b"M" + u32(2) + b"\x03\xff\xe0" + b"t" + u32(2) + b"a\x01" + A + A + NIL
        + b"q" + A + A + b"a\x02"),
    "good_identifiers": external(
        b"h\x09" + b"X" + A + u32(1) + u32(2) + u32(3) + b"g" + A + u32(1) + u32(2) + b"\x03"
        + b"Y" + A + u32(1) + u32(3) + b"f" + A + u32(1) + b"\x03" + b"x" + A + u32(0) + u32(1) + u32(3)
        + b"Z" + u16(2) + A + u32(3) + u32(1) + u32(2) + b"r" + u16(1) + A + b"\x03" + u32(1)
        + b"e" + A + u32(1) + b"\x03" + b"p" + u32(8) + b"code"),
    "good_latin1_small_atom": external(b"s\x01\xe9"),
    "good_leading_zeros": external(b"n\x04\x01" + b"\x05\x00\x00\x00"),
    "good_empty_atom": external(atom(b"")),
    "good_list_without_elements": external(b"l" + u32(0) + A),
    "empty": b"",
    "wrong_version": b"\x82a\x01",
    "compressed": b"\x83P" + u32(3) + b"xxxx",
    "local": external(b"y" + b"\0" * 8 + b"a\x01"),
    "distribution_header": b"\x83D\x00",
    "atom_cache_reference": external(b"R\x00"),
    "old_function": external(b"u" + u32(0)),
    "version_twice": b"\x83\x83a\x01",
    "no_term": b"\x83",
    "unknown_tag": external(b"\x00"),
    "bytes_behind_the_term": external(b"a\x01a"),
    "nan": external(b"F" + NAN),
    "infinity": external(b"F" + INFINITY),
    "text_float_nan": external(b"c" + b"nan".ljust(31, b"\0")),
    "text_float_infinity": external(b"c" + b"-inf".ljust(31, b"\0")),
    "text_float_words": external(b"c" + b"1.5 apples".ljust(31, b"\0")),
    "text_float_too_large": external(b"c" + b"1.0e999".ljust(31, b"\0")),
    "integer_sign_2": external(b"n\x01\x02\x05"),
    "integer_cut_short": external(b"n\x05\x00\x01"),
    "integer_4_gib": external(b"o" + u32(2**32 - 1) + b"\0"),
    "integer_of_65537_bytes": external(b"o" + u32(65537) + b"\0" + b"\x01"),
    "atom_of_256_latin1_characters": external(b"d" + u16(256) + b"a" * 256),
    "atom_of_256_utf8_characters": external(b"v" + u16(256) + b"a" * 256),
    "atom_not_utf8": external(atom(b"a\xff")),
    "atom_overlong_utf8": external(atom(b"\xc0\xaf")),
    "atom_surrogate": external(atom(b"\xed\xa0\x80")),
    "atom_cut_short": external(b"w\x05ab"),
    "tuple_4_gi_elements": external(b"i" + u32(2**32 - 1) + NIL),
    "list_4_gi_elements": external(b"l" + u32(2**32 - 1) + NIL),
    "list_without_tail": external(b"l" + u32(1) + A),
    "map_4_gi_pairs": external(b"t" + u32(2**32 - 1) + A + A),
    "map_same_key_twice": external(b"t" + u32(2) + A + b"a\x01" + A + b"a\x02"),
    "map_same_key_twice_in_two_forms": external(b"t" + u32(2) + b"a\x01" + NIL + b"b" + u32(1) + NIL),
    "string_cut_short": external(b"k" + u16(65535) + b"abc"),
    "binary_4_gib": external(b"m" + u32(2**32 - 1) + b"abc"),
    "bit_string_0_bits": external(b"M" + u32(1) + b"\x00\xff"),
    "bit_string_9_bits": external(b"M" + u32(1) + b"\x09\xff"),
    "bit_string_empty": external(b"M" + u32(0) + b"\x01"),
    "export_of_integers": external(b"q" + b"a\x01" + A + b"a\x00"),
    "export_arity_atom": external(b"q" + A + A + A),
    "export_of_256_arguments": external(b"q" + A + A + b"b" + u32(256)),
    "float_cut_short": external(b"F" + b"\0" * 7),
    "text_float_cut_short": external(b"c" + b"1.5"),
    "text_float_empty": external(b"c" + b"\0" * 31),
    "integer_of_1_gib_that_is_there_in_part": external(b"o" + u32(65536) + b"\0" + b"\x01" * 100),
    "port_cut_short": external(b"x" + A + u32(0)),
    "reference_cut_short": external(b"Z" + u16(5) + A + u32(0) * 5),
    "old_reference_cut_short": external(b"e" + A + u32(1)),
    "function_cut_short": external(b"p" + u32(100) + b"x" * 95),
    "tuple_of_255_in_254_bytes": external(b"h\xff" + NIL * 254),
    "map_without_last_value": external(b"t" + u32(1) + A),
    "map_of_pairs_that_fit_by_halves": external(b"t" + u32(3) + NIL * 5),
    "node_of_a_pid_is_a_pid": external(b"X" + b"X" + A + u32(0) * 6),
    "pid_without_node": external(b"X" + b"a\x01" + u32(0) * 3),
    "reference_6_words": external(b"Z" + u16(6) + A + u32(0) * 7),
    "reference_0_words": external(b"Z" + u16(0) + A + u32(0)),
    "function_size_3": external(b"p" + u32(3)),
    "function_4_gib": external(b"p" + u32(2**32 - 1) + b"x"),
    "nested_600_tuples": external(b"h\x01" * 600 + NIL),
    "nested_600_lists": external((b"l" + u32(1)) * 600 + NIL * 601),
    "nested_600_tails": external((b"l" + u32(1) + A) * 600 + NIL),
    "nested_600_maps": external((b"t" + u32(1) + A) * 600 + NIL),
    "nested_600_pids": external(b"X" * 600),
}

TEXT = {
    "good_no_newline_at_end": b"{a, 1}.",
    "good_comment_at_end": b"{a, 1}. % the end",
    "good_coding_in_a_string": b"\"%% coding: latin-1\n\xe9\".\n",
    "good_latin1": b"%% coding: latin-1\n{'\xfc', \"\xe9\"}.\n",
    "good_crlf": b"%% a comment\r\n{a,\r\n 1}.\r\n",
    "good_rich": "#{'a b' => [1, -2.5e-3, 16#FF | $ü], <<\"x\", 3:4>> => fun lists:map/2, {} => \"\\x{1F600}\"}.\n".encode(),
    "empty": b"",
    "comment_alone": b"%% nothing\n",
    "two_terms": b"a. b.\n",
    "no_full_stop": b"{a, b}\n",
    "full_stop_inside": b"{a. b}.\n",
    "unclosed_tuple": b"{a, [b, c}.\n",
    "unclosed_string": b"{a,\n \"text}.\n",
    "unclosed_atom": b"'abc.\n",
    "variable": b"{a, Variable}.\n",
    "expression": b"{a, 1 + 1}.\n",
    "reserved_word": b"[case].\n",
    "latin1_without_comment": b"{\"\xfc\"}.\n",
    "cut_in_a_character": b"\"\xe6\x97\n",
    "triple_quotes": b'"""\ntext\n""".\n',
    "based_float": b"16#1.8.\n",
    "atom_of_256_characters": b"a" * 256 + b".\n",
    "quoted_atom_of_256_characters": b"'" + b"a" * 256 + b"'.\n",
    "arity_256": b"fun m:f/256.\n",
    "size_65": b"<<1:65>>.\n",
    "type_integer": b"<<1/integer>>.\n",
    "utf8_of_a_surrogate": b"<<16#D800/utf8>>.\n",
    "float_too_large": b"1.0e309.\n",
    "nested_600_lists": b"[" * 600,
    "nested_600_maps": b"#{a=>" * 600,
    "noncharacter": "\"\uffff\".\n".encode(),
    "escape_beyond_unicode": b"\"\\x{110000}\".\n",
    "escape_without_digits": b"\"\\x{}\".\n",
    "escape_at_the_end": b"\"\\",
    "character_at_the_end": b"$",
    "delete_character": b"{a,\x7f b}.\n",
    "sign_without_number": b"-a.\n",
    "map_with_colon": b"#{a := 1}.\n",
    "map_without_value": b"#{a =>}.\n",
    "map_update": b"#{}#{a => 1}.\n",
    "record": b"#demo{a = 1}.\n",
    "improper_list_with_two_tails": b"[a | b, c].\n",
    "list_without_head": b"[| a].\n",
    "comma_at_the_end": b"{a, b,}.\n",
    "no_comma": b"{a b}.\n",
    "full_stop_alone": b".\n",
    "full_stop_without_space": b"a.b.\n",
    "call": b"{a, self()}.\n",
    "macro": b"{a, ?MODULE}.\n",
    "list_comprehension": b"[X || X <- [1]].\n",
    "list_subtraction": b"\"a\" -- \"b\".\n",
    "local_fun": b"fun() -> ok end.\n",
    "fun_without_module": b"fun map/2.\n",
    "pid": b"<0.1.0>.\n",
    "opaque_reference": b"#Ref<0.1.2.3>.\n",
    "base_37": b"37#1.\n",
    "base_of_many_digits": b"1" * 5000 + b"#1.\n",
    "digit_beyond_base": b"2#2.\n",
    "underscore_at_the_end": b"1_.\n",
    "float_without_fraction": b"1.e5.\n",
    "exponent_without_digits": b"1.0e.\n",
    "exponent_of_1000_digits": b"1.0e" + b"9" * 1000 + b".\n",
    "nul_byte": b"{a,\0}.\n",
    "nul_in_an_atom": b"a\0b.\n",
    "byte_order_mark": b"\xef\xbb\xbf{a, 1}.\n",
    "good_utf16_whose_nuls_are_blanks": "{a, 1}.\n".encode("utf-16-le"),
    "overlong_utf8": b"'\xc0\xaf'.\n",
    "surrogate_in_a_string": b"\"\xed\xa0\x80\".\n",
    "escape_of_a_surrogate": b"\"\\x{D800}\".\n",
    "escape_of_many_digits": b"\"\\x{" + b"0" * 1000 + b"41}\".\n",
    "escape_not_closed": b"\"\\x{41\".\n",
    "control_escape_of_nothing": b"\"\\^\n\".\n",
    "binary_not_closed": b"<<1, 2.\n",
    "binary_of_an_atom": b"<<a>>.\n",
    "binary_in_a_binary": b"<<(<<1>>)/binary>>.\n",
    "binary_of_a_big_integer": b"<<18446744073709551616:64>>.\n",
    "size_of_a_gigabit": b"<<1:1073741824>>.\n",
    "size_negative": b"<<1:-1>>.\n",
    "utf8_with_a_size": b"<<1:8/utf8>>.\n",
    "nested_600_tuples_in_maps": b"#{{" * 600,
}


def compressed(content):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        file.write(content)
    return out.getvalue()


def beam(*chunks, size=None, form=b"FOR1", kind=b"BEAM"):
    body = kind
    for name, data in chunks:
        body += name + u32(len(data)) + data + b"\0" * (-len(data) % 4)
    return form + u32(len(body) if size is None else size) + body


CODE = (b"Code", b"code bytes")
ATOMS = (b"AtU8", b"\x00\x00\x00\x01\x01a")
BEAM = {
    "good_two_chunks": beam(ATOMS, CODE),
    "good_no_chunks": beam(),
    "good_bytes_behind": beam(CODE) + b"signature",
    "good_last_padding_missing": b"FOR1" + u32(4 + 8 + 3) + b"BEAM" + b"Code" + u32(3) + b"abc",
    # What a reader would need care for, and copying whole chunks does not: it looks into none of them.
    "good_atom_table_that_lies": beam((b"AtU8", u32(2**32 - 1) + b"\xff"), CODE),
    "good_literals_of_4_gib": beam((b"LitT", u32(2**32 - 1) + zlib.compress(b"\0" * (1 << 20), 9)), CODE),
    "good_literals_not_compressed": beam((b"LitT", b"none"), CODE),
    "good_chunk_twice": beam(ATOMS, CODE, (b"Code", b"other code")),
    "good_chunk_empty": beam((b"Attr", b""), CODE),
    "good_padding_not_zero": b"FOR1" + u32(4 + 8 + 4) + b"BEAM" + b"Code" + u32(3) + b"abcX",
    "empty": b"",
    "gzip": compressed(beam(CODE)),
    "magic_alone": b"FOR1",
    "header_alone": b"FOR1" + u32(4),
    "size_cut_short": b"FOR1\0\0",
    "other_byte_order": b"FOR1" + struct.pack("<I", 24) + b"BEAM" + b"Code" + u32(12) + b"code bytes\0\0",
    "form_of_rifx": beam(CODE, form=b"RIFX"),
    "chunk_name_cut_short": b"FOR1" + u32(4 + 2) + b"BEAM" + b"Co",
    "second_chunk_beyond_the_file": beam(ATOMS)[:4] + u32(4 + 16 + 8) + beam(ATOMS)[8:] + b"Code" + u32(1),
    "not_a_beam": b"#!/bin/sh\nexit 1\n",
    "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 9,
    "other_form": beam(CODE, kind=b"WAVE"),
    "size_beyond_the_file": beam(CODE, size=1000),
    "size_4_gib": beam(CODE, size=2**32 - 1),
    "size_0": beam(CODE, size=0),
    "size_inside_a_chunk": beam(CODE, size=14),
    "chunk_beyond_the_file": b"FOR1" + u32(4 + 8 + 3) + b"BEAM" + b"Code" + u32(100) + b"abc",
    "chunk_4_gib": b"FOR1" + u32(4 + 8 + 3) + b"BEAM" + b"Code" + u32(2**32 - 1) + b"abc",
    "chunk_without_size": b"FOR1" + u32(4 + 6) + b"BEAM" + b"Code\0\0",
}


def app(properties): return ("{application, demo, [" + properties + "]}.\n").encode()


APP = {
    "good_small": app('{vsn, "1.0.0"}'),
    "good_full": app('{description, "Démo"}, {vsn, "1.0"}, {modules, [demo]}, {registered, [demo_sup]}, '
                     '{applications, [kernel, stdlib]}, {optional_applications, [x]}, {included_applications, [y]}, '
                     '{mod, {demo, []}}, {env, [{a, <<"b">>}]}'),
    "empty": b"",
    "other_name": b'{application, other, [{vsn, "1"}]}.\n',
    "name_is_a_string": b'{application, "demo", [{vsn, "1"}]}.\n',
    "not_an_application": b"{release, demo, []}.\n",
    "no_properties": b"{application, demo, none}.\n",
    "no_version": app("{modules, []}"),
    "version_empty": app('{vsn, ""}'),
    "version_git": app("{vsn, git}"),
    "version_binary": app('{vsn, <<"1.0">>}'),
    "modules_not_a_list": app('{vsn, "1"}, {modules, demo}'),
    "modules_of_strings": app('{vsn, "1"}, {modules, ["demo"]}'),
    "good_applications_twice_the_first_counts": app('{vsn, "1"}, {applications, []}, {applications, none}'),
    "optional_applications_of_binaries": app('{vsn, "1"}, {optional_applications, [<<"a">>]}'),
    "included_applications_are_a_map": app('{vsn, "1"}, {included_applications, #{a => b}}'),
    "registered_is_a_string": app('{vsn, "1"}, {registered, "demo"}'),
    "properties_improper": b'{application, demo, [{vsn, "1"} | {modules, []}]}.\n',
    "properties_are_a_map": b'{application, demo, #{vsn => "1"}}.\n',
    "property_is_no_pair": app('vsn, "1"'),
    "property_of_three": app('{vsn, "1", "2"}'),
    "four_elements": b'{application, demo, [{vsn, "1"}], []}.\n',
    "version_with_a_list_inside": app('{vsn, ["1", ".0"]}'),
    "version_of_a_surrogate": app("{vsn, [16#D800]}"),
    "version_with_a_slash": app('{vsn, "1/../../../etc"}'),
    "version_with_nul": app('{vsn, "1\\x{0}"}'),
    "good_version_of_dots": app('{vsn, ".."}'),
    "two_applications": b'{application, demo, [{vsn, "1"}]}. {application, demo, [{vsn, "2"}]}.\n',
    "cut_short": b'{application, demo, [{vsn, "1',
    "not_utf8": b'{application, demo, [{vsn, "1"}, {description, "\xff"}]}.\n',
    "nested_600_in_env": app('{vsn, "1"}, {env, [{a, ' + "[" * 600),
    "applications_improper": app('{vsn, "1"}, {applications, [kernel | stdlib]}'),
}

HEADER = b"slipway manifest 1\n"
MANIFEST = {
    "good_empty": HEADER,
    "good_paths": HEADER + b"bin/demo\nlib/a\\nb\nlib/a\\\\b\nlib/\xfc\nreleases/1/demo.rel\n",
    "empty": b"",
    "other_header": b"slipway manifest 2\nbin/demo\n",
    "no_header": b"bin/demo\n",
    "cut_short": HEADER + b"bin/demo\nlib/a",
    "absolute": HEADER + b"/etc/passwd\n",
    "parent": HEADER + b"lib/../../etc/passwd\n",
    "parent_first": HEADER + b"../x\n",
    "dot": HEADER + b"./x\n",
    "empty_line": HEADER + b"\n",
    "double_slash": HEADER + b"lib//a\n",
    "slash_at_end": HEADER + b"lib/\n",
    "nul": HEADER + b"lib/\0a\n",
    "parent_at_the_end": HEADER + b"lib/..\n",
    "parent_behind_an_escape": HEADER + b"a\\n/../../x\n",
    "root": HEADER + b"/\n",
    "good_file_called_as_the_header": HEADER + HEADER,
    "header_with_a_blank": b"slipway manifest 1 \nbin/demo\n",
    "header_cut_short": b"slipway manifest 1",
    "carriage_returns_in_the_header": b"slipway manifest 1\r\nbin/demo\r\n",
    "later_version_of_ten": b"slipway manifest 10\nbin/demo\n",
    "binary": bytes(range(256)),
    "not_sorted": HEADER + b"b\na\n",
    "twice": HEADER + b"a\na\n",
    "lone_backslash": HEADER + b"a\\\n",
    "unknown_escape": HEADER + b"a\\t\n",
}


def text32(text):
    return len(text).to_bytes(4, "big") + text


def stamp(inode, size=7):
    return struct.pack(">QQIqq", inode, size, 0o100644, 1_700_000_000_000_000_001, 1_700_000_000_000_000_002)


def tree(recipes, files, end=b""):
    return (len(recipes).to_bytes(2, "big") + b"".join(map(text32, recipes)) +
            len(files).to_bytes(4, "big") + b"".join(files) + end)


COPIED = text32(b"lib/a") + stamp(1) + b"\0\0" + stamp(2)
MADE = text32(b"releases/COOKIE") + stamp(3) + b"\xff\xff"
TREE_RECORD = {
    "good_empty": tree([], []),
    "good_two_files": tree([b"copy"], [COPIED, MADE]),
    "empty": b"",
    "recipes_cut": b"\0\2" + text32(b"copy"),
    "recipe_of_4_gib": b"\0\1\xff\xff\xff\xff",
    "files_4_billion": b"\0\0\xff\xff\xff\xff",
    "path_longer_than_the_file": b"\0\0\0\0\0\1" + b"\0\0\1\0" + b"a" * 60,
    "recipe_unknown": tree([], [COPIED]),
    "source_missing": tree([b"copy"], [COPIED[:-36]]),
    "not_sorted": tree([b"copy"], [MADE, COPIED]),
    "twice": tree([b"copy"], [MADE, MADE]),
    "more_behind": tree([], [], b"x"),
}


def seen(path, kind):
    return text32(path) + bytes([kind]) + stamp(5) + (9).to_bytes(8, "big")


def fingerprint(observations, end=b""):
    return (1).to_bytes(8, "big") + len(observations).to_bytes(4, "big") + b"".join(observations) + end


FINGERPRINT = {
    "good_empty": fingerprint([]),
    "good_all_kinds": fingerprint([seen(b"/a", kind) for kind in range(5)]),
    "empty": b"",
    "hash_cut": b"\0\0\0",
    "observations_4_billion": b"\0" * 8 + b"\xff\xff\xff\xff",
    "kind_unknown": fingerprint([seen(b"/a", 5)]),
    "path_longer_than_the_file": b"\0" * 11 + b"\1" + b"\0\0\1\0" + b"a" * 60,
    "more_behind": fingerprint([], b"x"),
}


def compressed(content):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        file.write(content)
    return out.getvalue()


GOOD_GZIP = compressed(b"hello, " * 10)
GZIP = {
    "good_one_member": GOOD_GZIP,
    "good_two_members": GOOD_GZIP + compressed(b"world"),
    "good_empty_member": compressed(b""),
    "empty": b"",
    "magic_alone": b"\x1f\x8b",
    "header_alone": GOOD_GZIP[:10],
    "method_unknown": GOOD_GZIP[:2] + b"\x09" + GOOD_GZIP[3:],
    "flags_reserved": GOOD_GZIP[:3] + b"\xe0" + GOOD_GZIP[4:],
    "name_without_end": b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"a" * 100,
    "extra_field_beyond_the_file": b"\x1f\x8b\x08\x04" + b"\0" * 6 + b"\xff\xff" + b"a" * 100,
    "distance_before_the_begin": GOOD_GZIP[:10] + b"\x03\x02\0" + GOOD_GZIP[-8:],
    "block_type_3": GOOD_GZIP[:10] + b"\x07" + GOOD_GZIP[-8:],
    "bomb_in_the_second_member": GOOD_GZIP + compressed(b"\0" * (2 << 20)),
    "cut_in_the_data": GOOD_GZIP[:15],
    "cut_in_the_checksum": GOOD_GZIP[:-3],
    "wrong_checksum": GOOD_GZIP[:-8] + b"\0\0\0\0" + GOOD_GZIP[-4:],
    "wrong_size": GOOD_GZIP[:-4] + b"\0\0\0\1",
    "bytes_behind": GOOD_GZIP + b"more",
    "second_member_cut": GOOD_GZIP + compressed(b"world")[:12],
    "zlib_stream": bytes.fromhex("789ccb48cdc9c907000_62c0215".replace("_", "")),
    "bomb_of_2_mib": compressed(b"\0" * (2 << 20)),
}

def plan(commands, more="", version=1):
    return ("{launch_plan, %d,\n #{name => <<\"demo\">>, version => <<\"1\">>, erts => <<\"13\">>,\n%s"
            "   commands => %s}}.\n" % (version, more, commands)).encode()


LAUNCH_PLAN = {
    "good_small": plan('#{start => [<<"-noshell">>, distribution, <<"-boot">>, boot, <<"-extra">>, arguments]}'),
    "good_no_commands": plan("#{}"),
    "unknown_word": plan("#{start => [somewhere]}"),
    "good_version_2": plan(
        "#{start => [notify, <<\"-extra\">>]}",
        "   includes_erts => false, node => #{name => <<\"demo@${IP}\">>, distribution => <<\"name\">>, port => 9100},\n"
        "   env => #{<<\"PHX_SERVER\">> => <<\"true\">>, <<\"POOL\">> => <<\"${POOL_SIZE:-10}\">>},\n", 2),
    "port_out_of_range": plan("#{}", "   node => #{port => 65536},\n", 2),
    "variable_without_name": plan("#{}", "   env => #{<<>> => <<\"a\">>},\n", 2),
    "good_version_3": plan(
        "#{start => [notify]}",
        "   hooks => #{before_start => [[<<\"migrate\">>], [<<\"/bin/echo\">>, <<\"${A}\">>, <<>>]], after_stop => [[<<\"x\">>]]},\n"
        "   own_commands => #{<<\"migrate\">> => [[<<\"eval\">>, <<\"1\">>]]}, health => #{ready => <<\"Demo.ready?()\">>},\n", 3),
    "good_hooks_empty": plan("#{}", "   hooks => #{}, own_commands => #{}, health => #{},\n", 3),
    "hooks_are_a_list": plan("#{}", "   hooks => [],\n", 3),
    "hook_is_a_step": plan("#{}", "   hooks => #{before_start => [<<\"eval\">>, <<\"1\">>]},\n", 3),
    "hook_of_no_steps": plan("#{}", "   hooks => #{before_stop => []},\n", 3),
    "hook_improper": plan("#{}", "   hooks => #{before_stop => [[<<\"a\">>] | b]},\n", 3),
    "step_of_no_words": plan("#{}", "   hooks => #{after_start => [[]]},\n", 3),
    "step_improper": plan("#{}", "   hooks => #{after_start => [[<<\"a\">> | <<\"b\">>]]},\n", 3),
    "step_of_a_string": plan("#{}", "   hooks => #{after_stop => [\"ab\"]},\n", 3),
    "step_begins_with_nothing": plan("#{}", "   hooks => #{after_stop => [[<<>>, <<\"a\">>]]},\n", 3),
    "step_with_nul": plan("#{}", "   hooks => #{after_stop => [[<<\"a\",0>>]]},\n", 3),
    "own_commands_are_a_list": plan("#{}", "   own_commands => [],\n", 3),
    "own_command_is_an_atom": plan("#{}", "   own_commands => #{migrate => [[<<\"a\">>]]},\n", 3),
    "own_command_without_name": plan("#{}", "   own_commands => #{<<>> => [[<<\"a\">>]]},\n", 3),
    "own_command_is_a_binary": plan("#{}", "   own_commands => #{<<\"a\">> => <<\"b\">>},\n", 3),
    "health_is_a_binary": plan("#{}", "   health => <<\"x\">>,\n", 3),
    "health_ready_empty": plan("#{}", "   health => #{ready => <<>>},\n", 3),
    "health_ready_is_an_atom": plan("#{}", "   health => #{ready => true},\n", 3),
    "good_version_4": plan(
        "#{start => [notify]}",
        "   programs => #{<<\"server\">> => #{env => #{<<\"PHX_SERVER\">> => <<\"true\">>}, "
        "words => [<<\"start\">>]}, <<\"migrate\">> => #{words => [<<\"eval\">>, <<\"1\">>]}},\n", 4),
    "programs_are_a_list": plan("#{}", "   programs => [],\n", 4),
    "program_is_a_list": plan("#{}", "   programs => #{<<\"a\">> => []},\n", 4),
    "program_in_a_folder": plan("#{}", "   programs => #{<<\"a/b\">> => #{words => [<<\"start\">>]}},\n", 4),
    "program_of_no_words": plan("#{}", "   programs => #{<<\"a\">> => #{words => []}},\n", 4),
    "program_without_words": plan("#{}", "   programs => #{<<\"a\">> => #{}},\n", 4),
    "good_version_5": plan("#{start => [mode, boot]}", "   boot => #{profile => <<\"start_profile\">>},\n", 5),
    "good_boot_empty": plan("#{}", "   boot => #{},\n", 5),
    "boot_is_a_list": plan("#{}", "   boot => [],\n", 5),
    "boot_profile_empty": plan("#{}", "   boot => #{profile => <<>>},\n", 5),
    "boot_profile_in_a_folder": plan("#{}", "   boot => #{profile => <<\"a/b\">>},\n", 5),
    "other_version": b"{launch_plan, 6, #{}}.\n",
    "version_0": b"{launch_plan, 0, #{}}.\n",
    "version_of_2_to_the_64": b"{launch_plan, 18446744073709551616, #{}}.\n",
    "empty": b"",
    "cut_short": plan("#{}")[:60],
    "not_utf8": b"{launch_plan, 2, \"\xff\"}.\n",
    "other_term": b"[launch_plan].\n",
    "two_plans": plan("#{}") + plan("#{}"),
    "fields_are_a_list": b"{launch_plan, 2, [{name, <<\"a\">>}]}.\n",
    "name_missing": b"{launch_plan, 2, #{}}.\n",
    "name_empty": plan("#{}").replace(b"demo", b""),
    "name_is_a_string": b"{launch_plan, 2, #{name => \"demo\"}}.\n",
    "version_with_nul": plan("#{}").replace(b"version => <<\"1\">>", b"version => <<49,0>>"),
    "erts_is_bits": plan("#{}").replace(b"<<\"13\">>", b"<<1:3>>"),
    "includes_erts_is_1": plan("#{}", "   includes_erts => 1,\n", 2),
    "node_is_a_list": plan("#{}", "   node => [],\n", 2),
    "node_name_empty": plan("#{}", "   node => #{name => <<>>},\n", 2),
    "distribution_unknown": plan("#{}", "   node => #{distribution => <<\"long\">>},\n", 2),
    "port_is_a_float": plan("#{}", "   node => #{port => 80.0},\n", 2),
    "port_of_20_digits": plan("#{}", "   node => #{port => 99999999999999999999},\n", 2),
    "env_is_a_list": plan("#{}", "   env => [],\n", 2),
    "variable_is_an_atom": plan("#{}", "   env => #{a => <<>>},\n", 2),
    "variable_with_an_equals_sign": plan("#{}", "   env => #{<<\"A=B\">> => <<>>},\n", 2),
    "variable_with_nul": plan("#{}", "   env => #{<<65,0>> => <<>>},\n", 2),
    "value_with_nul": plan("#{}", "   env => #{<<\"A\">> => <<0>>},\n", 2),
    "commands_missing": b"{launch_plan, 2, #{name => <<\"a\">>, version => <<\"1\">>, erts => <<\"13\">>}}.\n",
    "commands_are_a_list": plan("[]"),
    "command_of_a_binary_name": plan("#{<<\"start\">> => []}"),
    "command_improper": plan("#{start => [<<\"a\">> | <<\"b\">>]}"),
    "command_is_a_string": plan("#{start => \"-noshell\"}"),
    "word_is_a_string": plan("#{start => [\"-noshell\"]}"),
    "word_with_nul": plan("#{start => [<<\"-extra\",0>>]}"),
    "word_is_nested": plan("#{start => [[<<\"a\">>]]}"),
}

def toml(text): return text.encode()


SLIPWAY_TOML = {
    "good_empty": b"",
    "good_full": toml("""# All that there is.
[node]
name = "${RELEASE_NAME}@${HOSTNAME:-127.0.0.1}"
distribution = "name"
port = 9100

[env]
PHX_SERVER = "true"
POOL_SIZE = 20
ECTO_IPV6 = false
GREETING = "Grüße for $$5 from ${USER:-}"
"""),
    "good_inline_and_dotted": toml("node = { port = 65535 }\nenv.A = 'C:\\x'\nenv.\"_b1\" = \"\"\n"),
    "key_that_is_not_ascii": "[ñv]\nA = 1\n".encode(),
    "control_character_in_a_header": b"[env]\n[\0]\n",
    "control_character_in_a_comment": b"# \x7f\n",
    "not_toml": b"node:\n  port: 9100\n",
    "nul_byte": b"[node]\n\0\n",
    "not_utf8": b"[env]\nA = \"\xfc\"\n",
    "same_section_twice": toml("[env]\nA = 1\n[node]\n[env]\nB = 2\n"),
    "same_key_twice": toml("[env]\nA = 1\nA = 2\n"),
    "key_of_40000_parts": toml("[" + ".".join(["a"] * 40000) + "]\n"),
    "nested_100000_arrays": toml("node = " + "[" * 100000),
    "integer_too_large": toml("[node]\nport = 9223372036854775808\n"),
    "string_in_the_middle_of_a_number": toml("[node]\nport = 6\"-[\u00d1\n"),
    "date_with_a_string_in_it": "[cenv]\nDAY = 1979-05%2dal[\"b\ufeef,\n 5,\nD\n".encode(),
    "good_boot": toml("[boot]\nprofile = \"rel/boot.profile\"\n"),
    "boot_profile_empty": toml("[boot]\nprofile = \"\"\n"),
    "boot_profile_is_a_list": toml("[boot]\nprofile = [\"a\"]\n"),
    "boot_profile_with_nul": toml("[boot]\nprofile = \"a\\u0000b\"\n"),
    "boot_setting_unknown": toml("[boot]\nprofiles = \"a\"\n"),
    "good_check": toml("[check]\nignore = [\n  \"releases_exs\",\n  \"compile_time_read:lib/old/*\",\n]\n"
                       "strict = true\n"),
    "check_ignore_is_a_string": toml("[check]\nignore = \"releases_exs\"\n"),
    "check_ignore_number": toml("[check]\nignore = [\n  \"unreadable\",\n  5,\n]\n"),
    "check_ignore_no_paths": toml("[check]\nignore = [\"releases_exs:\"]\n"),
    "check_ignore_with_nul": toml("[check]\nignore = [\"releases_exs:a\\u0000\"]\n"),
    "check_rule_unknown": toml("[check]\nignore = [\"compile_time_reads\"]\n"),
    "check_rule_far_from_all": toml("[check]\nignore = [\"lib/old.ex\"]\n"),
    "check_setting_unknown": toml("[check]\nignored = []\n"),
    "check_strict_is_text": toml("[check]\nstrict = \"yes\"\n"),
    "unknown_section": toml("[nodes]\n"),
    "header_without_key": toml("[env]\n[?nv]\n"),
    "header_of_an_array_without_key": toml("[[ =]]\n"),
    "section_far_from_all": toml("[deployment]\n"),
    "setting_outside_of_a_section": toml("port = 9100\n"),
    "section_is_a_string": toml("node = \"shop\"\n"),
    "section_is_an_array": toml("[[env]]\nA = 1\n"),
    "unknown_setting": toml("[node]\nports = 9100\n"),
    "table_in_node": toml("[node.tls]\n"),
    "port_is_text": toml("# the port\n[node]\nname = \"a\"\nport = \"abc\"\n"),
    "port_0": toml("[node]\nport = 0\n"),
    "port_65536": toml("[node]\nport = 65536\n"),
    "port_negative": toml("[node]\nport = -1\n"),
    "port_with_fraction": toml("[node]\nport = 9100.0\n"),
    "distribution_unknown": toml("[node]\ndistribution = \"long\"\n"),
    "distribution_is_a_boolean": toml("[node]\ndistribution = false\n"),
    "name_is_a_number": toml("[node]\nname = 1\n"),
    "name_empty": toml("[node]\nname = \"\"\n"),
    "name_with_space": toml("[node]\nname = \"my shop\"\n"),
    "name_with_two_hosts": toml("[node]\nname = \"a@b@c\"\n"),
    "name_without_name": toml("[node]\nname = \"@${IP}\"\n"),
    "expression_not_closed": toml("[node]\nname = \"a@${IP\"\n"),
    "expression_empty": toml("[env]\nA = \"${}\"\n"),
    "expression_bad_name": toml("[env]\nA = \"${1ST:-x}\"\n"),
    "expression_nested": toml("[env]\nA = \"${B:-${C}}\"\n"),
    "expression_other_operator": toml("[env]\nA = \"${B:=x}\"\n"),
    "dollar_alone": toml("[env]\nA = \"$HOME/x\"\n"),
    "dollar_at_the_end": toml("[env]\nA = \"5 $\"\n"),
    "variable_with_dash": toml("[env]\nMY-APP = \"x\"\n"),
    "variable_with_digit_in_front": toml("[env]\n1A = \"x\"\n"),
    "variable_without_name": toml("[env]\n\"\" = \"x\"\n"),
    "variable_of_the_launcher": toml("[env]\nRELEASE_ROOT = \"/opt\"\n"),
    "variable_twice_set": toml("[env]\nRELEASE_NODE = \"a@b\"\n[node]\nname = \"c\"\n"),
    "cookie_in_the_open": toml("[env]\nRELEASE_COOKIE = \"secret\"\n"),
    "value_with_nul": toml("[env]\nA = \"x\\u0000\"\n"),
    "value_is_a_fraction": toml("[env]\nRATE = 0.5\n"),
    "value_is_a_date": toml("[env]\nDAY = 1979-05-27\n"),
    "good_hooks": toml("""[hooks]
before_start = [["migrate"], ["/usr/bin/logger", "-t", "${RELEASE_NAME}", "costs $$5"]]
after_start = [["rpc", "Shop.open()"]]
before_stop = [["close-shop"]]
after_stop = [["sync"]]

[commands]
migrate = ["eval", "Shop.Release.migrate()"]
close-shop = [
  ["rpc", "Shop.close()"],
  ["sleep", "5"],
]
console = ["remote"]

[health]
ready = "Shop.ready?(\\"a\\") and $x"
"""),
    "hook_is_a_string": toml("[hooks]\nbefore_start = \"eval X\"\n"),
    "hook_is_one_step": toml("[hooks]\nbefore_start = [\"eval\", \"X\"]\n"),
    "hook_empty": toml("[hooks]\nafter_stop = []\n"),
    "hook_unknown": toml("[hooks]\nbefor_start = [[\"a\"]]\n"),
    "hook_far_from_all": toml("[hooks]\nmigration = [[\"a\"]]\n"),
    "hook_step_empty": toml("[hooks]\nafter_stop = [\n  [\"a\"],\n  [],\n]\n"),
    "hook_word_is_a_number": toml("[hooks]\nafter_stop = [\n  [\"sleep\", 5],\n]\n"),
    "hook_word_empty": toml("[hooks]\nafter_stop = [[\"\", \"a\"]]\n"),
    "hook_word_with_dollar": toml("[hooks]\nafter_stop = [[\"echo\", \"$A\"]]\n"),
    "hook_word_with_nul": toml("[hooks]\nafter_stop = [[\"echo\", \"a\\u0000\"]]\n"),
    "hook_that_stops": toml("[hooks]\nbefore_stop = [[\"stop\"]]\n"),
    "hook_that_starts_at_last": toml("[hooks]\nbefore_start = [[\"a\"]]\n[commands]\na = [\"b\"]\nb = [[\"c\"], [\"daemon\"]]\n"),
    "hook_eval_of_nothing": toml("[hooks]\nbefore_start = [[\"eval\"]]\n"),
    "command_of_the_launcher": toml("[commands]\nstart = [\"a\"]\n"),
    "command_of_a_later_launcher": toml("[commands]\nhealth = [\"a\"]\n"),
    "command_is_a_string": toml("[commands]\nmigrate = \"eval X\"\n"),
    "command_empty": toml("[commands]\nmigrate = []\n"),
    "command_mixed": toml("[commands]\nmigrate = [[\"a\"], \"b\"]\n"),
    "command_mixed_otherwise": toml("[commands]\nmigrate = [\"a\", [\"b\"]]\n"),
    "command_with_a_bad_name": toml("[commands]\n\"Run it\" = [\"a\"]\n"),
    "command_with_a_long_name": toml("[commands]\n" + "a" * 65 + " = [\"a\"]\n"),
    "command_that_runs_itself": toml("[commands]\na = [\"a\", \"x\"]\n"),
    "commands_that_run_each_other": toml("[commands]\nx = [\"a\"]\na = [[\"sync\"], [\"b\"]]\nb = [\"a\"]\n"),
    "health_unknown": toml("[health]\nlive = \"X.y()\"\n"),
    "health_is_blank": toml("[health]\nready = \" \\n\"\n"),
    "health_is_a_boolean": toml("[health]\nready = true\n"),
    "health_with_nul": toml("[health]\nready = \"a\\u0000\"\n"),
    "value_is_an_array": toml("[env]\nHOSTS = [\n  \"a\",\n]\n"),
}



def tuple_of(*elements): return b"h" + bytes([len(elements)]) + b"".join(elements)
def list_of(*elements): return b"l" + u32(len(elements)) + b"".join(elements) + NIL
def script(*instructions): return external(tuple_of(atom(b"script"), tuple_of(A, A), list_of(*instructions)))


PRELOADED = tuple_of(atom(b"preLoaded"), list_of(A))
FIRST_MODULES = tuple_of(atom(b"primLoad"), list_of(A))
PROCESS = tuple_of(atom(b"kernelProcess"), A, tuple_of(A, A, NIL))
BOOT = {
    "good_small": script(PRELOADED, FIRST_MODULES, PROCESS),
    "good_unknown_instructions": script(A, NIL, tuple_of(), PRELOADED, FIRST_MODULES, PROCESS, b"a\x01"),
    "empty": b"",
    "text_of_a_script": b"{script, {\"a\", \"1\"}, []}.\n",
    "compressed": b"\x83P" + u32(100) + zlib.compress(script(PRELOADED, FIRST_MODULES, PROCESS)[1:]),
    "cut_short": script(PRELOADED, FIRST_MODULES, PROCESS)[:-20],
    "bytes_behind": script(PRELOADED, FIRST_MODULES, PROCESS) + b"\n",
    "other_term": external(A),
    "other_tag": external(tuple_of(atom(b"release"), A, NIL)),
    "script_of_two": external(tuple_of(atom(b"script"), NIL)),
    "script_of_four": external(tuple_of(atom(b"script"), A, NIL, NIL)),
    "instructions_are_a_tuple": external(tuple_of(atom(b"script"), A, tuple_of(PRELOADED))),
    "instructions_improper": external(tuple_of(atom(b"script"), A, b"l" + u32(1) + PRELOADED + A)),
    "instructions_4_gi": external(tuple_of(atom(b"script"), A, b"l" + u32(2**32 - 1) + PRELOADED + NIL)),
    "without_instructions": script(),
    "without_preloaded": script(FIRST_MODULES, PROCESS),
    "without_modules": script(PRELOADED, PROCESS),
    "without_processes": script(PRELOADED, FIRST_MODULES),
    "preloaded_nothing": script(tuple_of(atom(b"preLoaded"), NIL), FIRST_MODULES, PROCESS),
    "preloaded_an_atom": script(tuple_of(atom(b"preLoaded"), A), FIRST_MODULES, PROCESS),
    "preloaded_integers": script(tuple_of(atom(b"preLoaded"), b"k" + u16(1) + b"a"), FIRST_MODULES, PROCESS),
    "modules_improper": script(PRELOADED, tuple_of(atom(b"primLoad"), b"l" + u32(1) + A + A), PROCESS),
    "modules_binaries": script(PRELOADED, tuple_of(atom(b"primLoad"), list_of(b"m" + u32(1) + b"a")), PROCESS),
    "process_of_two": script(PRELOADED, FIRST_MODULES, PROCESS, tuple_of(atom(b"kernelProcess"), A)),
    "process_without_name": script(PRELOADED, FIRST_MODULES, tuple_of(atom(b"kernelProcess"), NIL, tuple_of(A, A, NIL))),
    "process_without_call": script(PRELOADED, FIRST_MODULES, tuple_of(atom(b"kernelProcess"), A, A)),
    "process_call_of_two": script(PRELOADED, FIRST_MODULES, tuple_of(atom(b"kernelProcess"), A, tuple_of(A, A))),
    "process_call_of_integers": script(PRELOADED, FIRST_MODULES, tuple_of(atom(b"kernelProcess"), A, tuple_of(b"a\1", A, NIL))),
    "process_arguments_an_atom": script(PRELOADED, FIRST_MODULES, tuple_of(atom(b"kernelProcess"), A, tuple_of(A, A, A))),
}

# The first byte says where a reader's buffer ends.
TERMINAL = {
    "good_greeting": b"[run_erl v1-0]\n",
    "greeting_of_a_later_version": b"[run_erl v4294967295-9]\n",
    "greeting_version_too_large": b"[run_erl v4294967296-0]\n",
    "greeting_without_end": b"[run_erl v1-0",
    "greeting_without_numbers": b"[run_erl v-]\n",
    "greeting_with_a_sign": b"[run_erl v-1-0]\n",
    "greeting_with_low_above_high": b"[run_erl v0-1]\n",
    "greeting_twice": b"[run_erl v1-0]\n[run_erl v1-0]\n",
    "empty": b"",
    "size_of_zeros": b"\x00\x1b_winsize=0,0\x1b\\",
    "size_with_a_sign": b"\x00\x1b_winsize=-80,+24\x1b\\",
    "size_with_leading_zeros": b"\x00\x1b_winsize=" + b"0" * 40 + b"80,24\x1b\\",
    "escape_alone_where_a_read_ends": b"\x02a\x1b_winsize=80,24\x1b\\b",
    "escape_in_a_size": b"\x00\x1b_winsize=80\x1b,24\x1b\\b",
    "nul_in_a_size": b"\x00\x1b_winsize=80\0,24\x1b\\b",
    "ten_thousand_escapes": b"\x00" + b"\x1b" * 10000,
    "thousand_sizes": b"\x10" + b"\x1b_winsize=1,2\x1b\\" * 999 + b"\x1b_winsize=3,4\x1b\\",
    "good_session": b"\x04\x0c\x1b_version=1\x1b\\\x1b_winsize=80,24\x1b\\IO.puts(1)\r\x04",
    "size_out_of_range": b"\x00\x1b_winsize=65536,24\x1b\\",
    "size_without_rows": b"\x00\x1b_winsize=80\x1b\\",
    "size_with_more_behind": b"\x00\x1b_winsize=80,24,1\x1b\\",
    "unknown_control": b"\x00a\x1b_title=x\x1b\\b",
    "control_without_end": b"\x0ca\x1b_winsize=80,24",
    "control_of_100_bytes": b"\x30a\x1b_version=" + b"1" * 100 + b"\x1b\\b",
    "control_in_a_control": b"\x00\x1b_winsize=8\x1b_winsize=80,24\x1b\\",
    "end_without_control": b"\x00a\x1b\\b",
}

EXPANSION = {
    "good_empty": b"",
    "good_name": b"${RELEASE_NAME:-shop}@${IP}",
    "good_dollars": b"$$a$$${A}",
    "good_braces_without_dollar": b"{A} }{",
    "good_not_utf8": b"\xff${A}\0",
    "good_value_with_an_expression": b"${EXPRESSION}",
    "good_empty_default": b"${B:-}",
    "good_default_with_a_dollar": b"${C:-$A $$}",
    "dollar_at_the_end": b"a$",
    "dollar_at_the_end_behind_a_dollar": b"a$$$",
    "dollar_before_a_name": b"$A",
    "dollar_before_nul": b"$\0{A}",
    "brace_not_closed": b"${A",
    "brace_closed_before": b"}${A",
    "default_not_closed": b"${A:-b",
    "no_name": b"${}",
    "no_name_before_a_default": b"${:-x}",
    "name_with_a_space": b"${A B}",
    "name_with_nul": b"${A\0}",
    "name_with_a_letter_beyond_ascii": "${Ä}".encode(),
    "name_begins_with_a_digit": b"${1A}",
    "other_operator": b"${A:?missing}",
    "indirect": b"${!A}",
    "command": b"$(id)",
    "back_ticks_in_a_name": b"${`id`}",
    "default_in_a_default": b"${C:-${A}}",
    "nested_10000": b"${A:-" * 10000,
    "missing_variable": b"${C}",
    "missing_variable_of_100_letters": b"${" + b"C" * 100 + b"}",
}

EMULATOR_ARGUMENTS = {
    "good_debian": b"--\n-root\n/usr/lib/erlang\n-bindir\n/usr/lib/erlang/erts-13.1.5/bin\n-progname\nerl\n--\n",
    "good_without_bindir": b"-root\n/old\n",
    "good_erts_without_version": b"-root\n/a\n-bindir\n/a/erts-",
    "good_erts_twice": b"-root\n/erts-1/a\n-bindir\n/erts-1/a/erts-2/erts-3/bin",
    "good_root_twice": b"-root\n/a\n-root\n/b\n",
    "good_root_is_a_flag": b"-root\n-bindir\n-root\n",
    "empty": b"",
    "line_feeds": b"\n" * 1000,
    "usage": b"Usage: erl [-man [manopts] MANPAGE | other_options]\n",
    "root_without_value": b"-root",
    "root_is_an_empty_line": b"-root\n\n",
    "root_on_one_line": b"-root /usr/lib/erlang\n",
    "root_in_windows_lines": b"-root\r\n/usr\r\n",
    "nul_in_front": b"\0-root\n/usr\n",
}

# What comes from the network (src/control).
EPMD_HEAD = b"\x77\x00" + u16(9100) + b"\x4d\x00"
EPMD = {
    "good_found": EPMD_HEAD + u16(6) + u16(5) + u16(4) + b"shop" + u16(0),
    "good_only_what_is_read": EPMD_HEAD + u16(6) + u16(6),
    "good_not_there": b"\x77\x01",
    "empty": b"",
    "http": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "cut_behind_the_tag": b"\x77",
    "cut_behind_the_result": b"\x77\x00",
    "cut_in_the_versions": EPMD_HEAD + b"\x00",
    "port_0": b"\x77\x00" + u16(0) + b"\x4d\x00" + u16(6) + u16(5),
    "too_old": EPMD_HEAD + u16(5) + u16(5),
    "too_new": EPMD_HEAD + u16(9) + u16(7),
}


def framed(message): return u16(len(message)) + message
def named(name, creation=u32(7)): return framed(b"snamed:" + u16(len(name)) + name + creation)


def challenge(name, flags=0x0000000D07DF7FBD):
    return framed(b"N" + struct.pack(">Q", flags) + u32(4711) + u32(9) + u16(len(name)) + name)


NAMED = named(b"5F@host")
CHALLENGED = NAMED + challenge(b"bare@host")
HANDSHAKE = {
    "empty": b"",
    "http": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "length_0": u16(0),
    "length_of_65535": u16(65535) + b"s" * 65535,
    "status_ok": framed(b"sok"),
    "status_nok": framed(b"snok"),
    "status_not_allowed": framed(b"snot_allowed"),
    "status_binary": framed(b"s\0\1\xff\x1b\n"),
    "name_cut": framed(b"snamed:" + u16(200) + b"abc"),
    "creation_cut": framed(b"snamed:" + u16(5) + b"5F@ho" + u16(1)),
    "name_not_utf8": named(b"\xff@h"),
    "name_without_host": named(b"abc"),
    "challenge_cut": NAMED + framed(b"N" + b"\0" * 8 + b"\1\2"),
    "challenge_of_another_tag": NAMED + framed(b"Xabc"),
    "challenge_name_cut": NAMED + framed(b"N" + b"\0" * 16 + u16(90) + b"abc"),
    "ack_of_another_length": CHALLENGED + framed(b"abc"),
    "ack_of_another_tag": CHALLENGED + framed(b"X0123456789abcdef"),
    "ack_of_another_cookie": CHALLENGED + framed(b"a0123456789abcdef"),
    "closed_behind_the_status": NAMED,
    "closed_behind_the_challenge": CHALLENGED,
}


def packet(*terms): return u32(1 + sum(len(term) for term in terms)) + b"p" + b"".join(terms)


PID = b"X" + atom(b"n") + u32(1) + u32(0) + u32(1)
REFERENCE = b"Z" + u16(3) + atom(b"5F@host") + u32(77) + u32(1) + u32(0) + u32(0)
SEND = external(tuple_of(b"a\x02", atom(b""), PID))
DISTRIBUTION = {
    "good_send": packet(SEND, external(A)),
    "good_ticks_and_a_send": u32(0) * 3 + packet(SEND, external(A)),
    "good_unknown_operation": packet(external(tuple_of(b"a\xff"))) + packet(SEND, external(A)),
    "good_spawned_and_down": packet(external(tuple_of(b"a\x13", PID, PID, REFERENCE)))
    + packet(external(tuple_of(b"a\x1f", REFERENCE, PID, b"a\x02", PID)))
    + packet(external(tuple_of(b"a\x1c", PID, PID, REFERENCE)), external(
        tuple_of(atom(b"slipway"), atom(b"return"), b"k" + u16(2) + b"42"))),
    "good_put_chars": packet(SEND, external(tuple_of(
        atom(b"io_request"), PID, REFERENCE,
        tuple_of(atom(b"put_chars"), atom(b"unicode"), b"m" + u32(4) + b"abc\n")))),
    "good_requests": packet(SEND, external(tuple_of(
        atom(b"io_request"), PID, REFERENCE, tuple_of(atom(b"requests"), list_of(
            tuple_of(atom(b"put_chars"), atom(b"unicode"), list_of(b"a\x41", b"b" + u32(0x8239))),
            tuple_of(atom(b"put_chars"), atom(b"unicode"), atom(b"io_lib"), atom(b"format"), list_of(NIL, NIL)),
            tuple_of(atom(b"get_line"), atom(b"unicode"), NIL)))))),
    "good_get_until": packet(SEND, external(tuple_of(
        atom(b"io_request"), PID, REFERENCE,
        tuple_of(atom(b"get_until"), atom(b"unicode"), b"m" + u32(2) + b"> ", atom(b"m"), atom(b"f"), NIL)))),
    "good_get_chars": packet(SEND, external(tuple_of(
        atom(b"io_request"), PID, REFERENCE, tuple_of(atom(b"get_chars"), atom(b"latin1"), NIL, b"a\x02")))),
    "empty": b"",
    "http": b"\x00\x00\x01\x00 HTTP/1.1 400 Bad Request\r\n\r\n",
    "fragment_header": u32(20) + b"\x83E" + b"\0" * 18,
    "only_a_type": u32(1) + b"p",
    "control_of_another_version": packet(b"\x82h\x00"),
    "control_no_tuple": packet(external(A)),
    "control_empty_tuple": packet(external(tuple_of())),
    "control_no_number": packet(external(tuple_of(A))),
    "control_too_large": packet(external(tuple_of(b"a\x02", b"m" + u32(20000) + b"x" * 20000))),
    "control_with_a_cached_atom": packet(external(tuple_of(b"a\x02", b"R\x00", PID))),
    "control_beyond_the_packet": packet(external(tuple_of(b"a\x02", b"m" + u32(200) + b"abc"))),
    "closed_in_a_length": b"\0\0",
    "closed_in_a_packet": packet(SEND, external(A))[:20],
    "exit_with_its_reason_inside": packet(external(tuple_of(b"a\x03", PID, PID, A))),
    "monitor_exit_too_short": packet(external(tuple_of(b"a\x1c", PID)), external(A)),
    "send_without_a_payload": packet(SEND),
    "spawn_reply_too_short": packet(external(tuple_of(b"a\x1f", REFERENCE, PID))),
}


def dns(answers, records, questions=1): return b"\x12\x34\x81\x80" + u16(questions) + u16(answers) + u32(0) + records


QUESTION = b"\x01a\0" + u16(1) + u16(1)
DNS = {
    "good_one": dns(1, QUESTION + b"\xc0\x0c" + u16(1) + u16(1) + u32(60) + u16(4) + b"\x0a\0\0\x07"),
    "good_no_such_name": b"\x12\x34\x81\x83" + u16(1) + u16(0) + u32(0) + QUESTION,
    "good_pointer_to_itself": dns(1, QUESTION + b"\xc0\x13" + u16(1) + u16(1) + u32(60) + u16(4) + b"\x0a\0\0\x07"),
    "good_record_of_another_length": dns(1, QUESTION + b"\xc0\x0c" + u16(1) + u16(1) + u32(60) + u16(5) + b"12345"),
    "count_beyond_the_end": dns(0, b""),
    "label_of_64": dns(0, b"\x40" + b"a" * 64),
    "label_cut": dns(0, b"\x05ab"),
    "record_cut": dns(1, b"\0" + u16(1) + u16(1) + u32(60) + u16(40) + b"1234", questions=0)[:23 + 5],
}

# Where a read ends, and the columns of the terminal; then what a terminal sends.
def keys(content, cut=3, columns=40): return bytes([cut, columns]) + content


KEYS = {
    "good_words": keys("Enum.map([1, 2], & &1)\r".encode()),
    "good_editing": keys(b"foo bar\x17baz\x1bb\x0b\x19\x01(\x05)\x14\x1f\r"),
    "good_arrows": keys(b"ab\x1b[D\x1b[1;5C\x1bOA\x1b[3~\x1b[H\x1b[4~\x1b[Z\x1b\x1b[C"),
    "good_history": keys(b"\x1b[A\x10\x1b[B\x0e\x12map\x12\x13\x07x\r"),
    "good_paste": keys(b"\x1b[200~if true do\r\n\t1\rend\x1b[201~\r"),
    "good_wide": keys("日本語e\u0301👩\u200d👧🇩🇪".encode() + b"\x7f\x1b[D\x04", columns=5),
    "control_of_the_linux_console": keys(b"\x1b[[A\x1b[[E"),
    "empty": b"",
    "escape_alone": keys(b"\x1b"),
    "escapes": keys(b"\x1b" * 100),
    "sequence_without_end": keys(b"\x1b[" + b"1;" * 100),
    "sequence_with_large_numbers": keys(b"\x1b[99999999999999999999;99999999999999999999~x"),
    "sequence_with_a_control_inside": keys(b"\x1b[1;\x035C"),
    "paste_without_end": keys(b"\x1b[200~" + b"x" * 300),
    "paste_with_an_end_that_is_cut": keys(b"\x1b[200~ab\x1b[201", cut=10),
    "paste_in_a_paste": keys(b"\x1b[200~a\x1b[200~b\x1b[201~c\x1b[201~"),
    "paste_of_control_characters": keys(b"\x1b[200~\x00\x03\x1b[A\x7f\x9b\x1b[201~"),
    "no_utf8": keys(b"a\xff\xc3b\xed\xa0\x80\xf4\x90\x80\x80\xc0\x80\r"),
    "character_cut_at_the_end": keys(b"abc\xf0\x9f\x98"),
    "marks_without_a_letter": keys("\u0301\u0301\u200d\u200d\ufe0f".encode() + b"\x7f\x7f", columns=0),
    "half_flags": keys("🇩🇩🇩🇩🇩".encode() + b"\x1b[D\x7f"),
    "tabs": keys(b"\t\t\x1b[200~\t\t\t\x1b[201~", columns=1),
}

# What reaches the parent of a node: datagrams of its socket, and command lines of /proc/PID/cmdline.
PARENT = {
    "good_empty": b"",
    "good_ready": b"READY=1\n",
    "good_ready_without_line_end": b"STATUS=up\nREADY=1",
    "good_status_that_mentions_it": b"STATUS=READY=1\n",
    "good_ready_10": b"READY=10\n",
    "good_stop": b"STOP",
    "good_restart": "RESTART /opt/größe".encode(),
    "good_line_ends_alone": b"\n\n\n",
    "good_heart": b"heart\0-pid\0" + b"17\0",
    "good_heart_with_its_path": b"/erts/bin/heart\0-ht\0" + b"30\0-pid\0" + b"17\0-shutdown\0",
    "good_heart_of_another": b"heart\0-pid\0" + b"170\0",
    "good_heart_without_pid": b"heart\0-pid\0",
    "good_heart_cut_short": b"heart\0-pid\0" + b"1",
    "good_heart_of_20_digits": b"heart\0-pid\0" + b"9" * 20 + b"\0",
    "good_stat": b"17 (heart) S 4 17 17 0 -1 4194560",
    "good_stat_of_a_strange_name": b"17 (a) S 1 (b) R 123 1 1",
    "good_stat_cut_short": b"17 (heart) S",
    "good_nul_bytes": b"\0" * 40,
    "good_not_utf8": b"\x80" * 100,
    "good_quotes": b"'" * 100,
}

def tar(*entries, format=tarfile.PAX_FORMAT):
    """An archive of (path, type, link or content)."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=format) as archive:
        for path, kind, text in entries:
            info = tarfile.TarInfo(path)
            info.type = kind
            if kind == tarfile.REGTYPE:
                info.size = len(text)
                archive.addfile(info, io.BytesIO(text))
            else:
                info.linkname = text
                archive.addfile(info)
    return stream.getvalue()


def layer_with(field, value, at=0, archive=None):
    """The first header's field (offset, size) changed, with a checksum that is right."""
    archive = bytearray(archive or tar(("a", REG, b"content")))
    offset, size = field
    archive[at + offset:at + offset + size] = value.ljust(size, b"\0")
    archive[at + 148:at + 156] = b" " * 8
    archive[at + 148:at + 156] = b"%06o\0 " % sum(archive[at:at + 512])
    return bytes(archive)


REG, DIR, SYM, LNK = tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
SMALL = tar(("a", REG, b"content"))
NAME, UID, SIZE, TYPE = (0, 100), (108, 8), (124, 12), (156, 1)

# Layers of images. The unit test and the fuzz target put them upon one that has bin -> usr/bin and etc/passwd.
LAYER = {
    "good_file": SMALL,
    "good_dot_paths": tar(("./", DIR, ""), ("./etc/", DIR, ""), ("./etc/a", REG, b"")),
    "good_absolute_path": tar(("/etc/a", REG, b"")),
    "good_empty_archive": b"\0" * 1024,
    "good_whiteouts": tar(("etc/.wh.passwd", REG, b""), (".wh.usr", REG, b"")),
    "good_opaque_root": tar((".wh..wh..opq", REG, b"")),
    "good_aufs": tar((".wh..wh.plnk/1.2", REG, b""), (".wh..wh.aufs", REG, b"")),
    "good_hard_link": tar(("a", REG, b"x"), ("b", LNK, "a"), ("c", LNK, "./b")),
    "good_devices": tar(("dev/null", tarfile.CHRTYPE, ""), ("dev/sda", tarfile.BLKTYPE, ""),
                        ("pipe", tarfile.FIFOTYPE, "")),
    "good_same_path_twice": tar(("a", REG, b"1"), ("a", REG, b"2")),
    "good_folder_and_file_in_turn": tar(("a/b", REG, b""), ("a", REG, b""), ("a/b/c", REG, b""), ("a/b", SYM, "c")),
    "good_link_that_leads_upwards": tar(("up", SYM, "../../../../etc")),
    "good_links_in_a_circle": tar(("a", SYM, "b"), ("b", SYM, "a/c")),
    "good_file_behind_its_own_link": tar(("d", SYM, "/etc"), ("d/passwd", REG, b"")),
    "good_long_name_of_gnu": tar(("n" * 200 + "/" + "m" * 200, REG, b"x"), format=tarfile.GNU_FORMAT),
    "good_name_that_is_not_utf8": layer_with(NAME, b"\xff\xfe"),
    "empty": b"",
    "text": b"hello",
    "cut_in_a_header": SMALL[:300],
    "cut_in_the_content": tar(("a", REG, b"x" * 2000))[:1000],
    "wrong_checksum": tar(("a", REG, b""), ("b", REG, b""))[:512] + b"B" + tar(("b", REG, b""))[1:],
    "parent_in_the_path": tar(("a/../../etc/passwd", REG, b"")),
    "parent_in_a_hard_link": tar(("a", LNK, "../etc/passwd")),
    "hard_link_to_itself": tar(("a", LNK, "a")),
    "hard_link_to_a_later_entry": tar(("a", LNK, "b"), ("b", REG, b"")),
    "hard_link_to_a_folder": tar(("a", DIR, ""), ("b", LNK, "a")),
    "hard_link_to_a_lower_layer": tar(("a", LNK, "etc/passwd")),
    "whiteout_of_nothing": tar((".wh.", REG, b"")),
    "whiteout_of_the_parent": tar(("etc/.wh...", REG, b"")),
    "root_as_a_file": tar((".", REG, b"")),
    "link_without_target": tar(("a", SYM, "")),
    "size_of_a_tebibyte": layer_with(SIZE, b"\x80\0\0\0\0\0\x01\0\0\0\0\0"),
    "size_that_is_negative": layer_with(SIZE, b"\xff" * 12),
    "owner_that_is_negative": layer_with(UID, b"\xff" * 8),
    "record_that_is_longer_than_the_archive": layer_with(TYPE, b"x", archive=layer_with(SIZE, b"77777777777")),
    "good_sparse_type_without_a_map": layer_with(TYPE, b"S", archive=tar(("a", REG, b"x" * 100), format=tarfile.GNU_FORMAT)),
}

# Documents that others write: what a parser of JSON must stand.
JSON = {
    "good_nested_100": b"[" * 100 + b"]" * 100,
    "good_numbers": b"[0, -0, 1e2, 0.5, 9223372036854775807, -9223372036854775808, 18446744073709551616]",
    "good_minus_zero": b"[-0, -0.0, -0E-93]",
    "good_escapes": rb'"\u0000\ud83d\udea2\/\b"',
    "good_bytes_that_are_utf8": "\"Grüße 🚢\"".encode(),
    "empty": b"",
    "nested_101": b"[" * 101 + b"]" * 101,
    "nested_100000_arrays": b"[" * 100_000,
    "nested_100000_objects": b'{"a":' * 100_000,
    "two_members_of_one_name": b'{"a":1,"a":2}',
    "two_members_of_one_name_by_escape": rb'{"a":1,"\u0061":2}',
    "number_too_large": b"1e999",
    "number_with_plus": b"+1",
    "number_with_leading_zero": b"01",
    "not_a_number": b"[NaN]",
    "surrogate_alone": rb'"\ud800"',
    "not_utf8": b'"\xff"',
    "overlong_utf8": b'"\xc0\xaf"',
    "byte_order_mark_cut": b"\xef\xbb",
    "control_character": b'"a\nb"',
    "nul_behind": b"{}\0",
    "two_values": b"{} {}",
    "comment": b"/* none */ 1",
    "trailing_comma": b"[1,]",
    "object_without_end": b'{"a":{"b":[1,2',
    "string_without_end": b'"' + b"a" * 300,
    "word_of_300_letters": b"t" * 300,
}

SHA = "sha256:" + "0123456789abcdef" * 4
OCI = "application/vnd.oci.image."


def document(**members):
    """Compact, in the order given; members that are None are left out."""
    kept = {name.rstrip("_"): value for name, value in members.items() if value is not None}
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False).encode()


def descriptor(type_="layer.v1.tar+gzip", **changes):
    members = {"mediaType": OCI + type_, "digest": SHA, "size": 7} | changes
    return {name: value for name, value in members.items() if value is not None}


def image_manifest(**changes):
    return document(**({"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json",
                        "config": descriptor("config.v1+json"), "layers": [descriptor()]} | changes))


IMAGE_MANIFEST = {
    "good_usual": image_manifest(),
    "good_without_media_type": image_manifest(mediaType=None),
    "good_of_docker": image_manifest(mediaType="application/vnd.docker.distribution.manifest.v2+json"),
    "good_artifact": image_manifest(artifactType="application/example", subject=descriptor("manifest.v1+json")),
    "good_unknown_members": image_manifest(more={"a": [1]}),
    "good_null_annotations": image_manifest(annotations=None)[:-1] + b',"annotations":null}',
    "array": b"[]",
    "schema_version_1": image_manifest(schemaVersion=1),
    "schema_version_text": image_manifest(schemaVersion="2"),
    "index_and_manifest_in_one": image_manifest(manifests=[]),
    "media_type_of_an_index": image_manifest(mediaType=OCI + "index.v1+json"),
    "without_config": image_manifest(config=None),
    "without_layers": image_manifest(layers=None),
    "layers_object": image_manifest(layers={}),
    "size_negative": image_manifest(layers=[descriptor(size=-1)]),
    "size_text": image_manifest(layers=[descriptor(), descriptor(size="7")]),
    "size_fraction": image_manifest(layers=[descriptor(size=7.5)]),
    "size_2_to_64": image_manifest(layers=[descriptor(size=2**64)]),
    "digest_leads_out": image_manifest(config=descriptor(digest="sha256:" + "../" * 21 + "a")),
    "digest_upper_case": image_manifest(config=descriptor(digest=SHA.upper().replace("SHA", "sha"))),
    "digest_sha512": image_manifest(config=descriptor(digest="sha512:" + "0" * 128)),
    "annotation_number": image_manifest(annotations={"a/b": 1}),
}

IMAGE_INDEX = {
    "good_usual": document(schemaVersion=2, manifests=[descriptor("manifest.v1+json", platform={
        "architecture": "arm64", "os": "linux", "variant": "v8", "os.features": ["x"]})]),
    "good_of_docker": document(schemaVersion=2, manifests=[],
                               mediaType="application/vnd.docker.distribution.manifest.list.v2+json"),
    "good_empty": document(schemaVersion=2, manifests=[]),
    "manifest": image_manifest(),
    "manifests_null": document(schemaVersion=2)[:-1] + b',"manifests":null}',
    "platform_without_os": document(schemaVersion=2, manifests=[descriptor(platform={"architecture": "arm64"})]),
    "manifests_text": document(schemaVersion=2, manifests="x"),
}


def image_config(**changes):
    return document(**({"architecture": "amd64", "os": "linux", "config": {"Env": ["A=b"]},
                        "rootfs": {"type": "layers", "diff_ids": [SHA]}} | changes))


IMAGE_CONFIG = {
    "good_usual": image_config(),
    "good_all_null": image_config(config={name: None for name in (
        "User", "ExposedPorts", "Env", "Cmd", "Entrypoint", "Volumes", "Labels", "Healthcheck", "OnBuild")}),
    "good_health_check": image_config(config={"Healthcheck": {"Test": ["NONE"], "Interval": 30_000_000_000}}),
    "good_history": image_config(history=[{"created_by": "x", "empty_layer": True}, {}]),
    "without_rootfs": image_config(rootfs=None),
    "rootfs_of_another_type": image_config(rootfs={"type": "layers+base", "diff_ids": []}),
    "diff_id_none": image_config(rootfs={"type": "layers", "diff_ids": ["x"]}),
    "env_object": image_config(config={"Env": {"A": "b"}}),
    "ports_array": image_config(config={"ExposedPorts": ["80/tcp"]}),
    "history_object": image_config(history={}),
    "empty_layer_text": image_config(history=[{"empty_layer": "true"}]),
    "interval_text": image_config(config={"Healthcheck": {"Interval": "30s"}}),
    "labels_number": image_config(config={"Labels": {"a~b": 1}}),
    "variant_number": image_config(variant=8),
}

REFERENCE = {
    "good_name": b"app", "good_all": b"localhost:5000/a/b__c:1.0@" + SHA.encode(),
    "good_port_and_tag": b"a.b:443/c:1", "good_ipv6": b"[::1]:5000/a",
    "empty": b"", "colon_alone": b":", "slash_alone": b"/", "at_alone": b"@",
    "plus_in_the_tag": b"app:1.0+2", "upper_case": b"ghcr.io/App", "port_alone": b":5000/app",
    "bracket_alone": b"[/app", "brackets_empty": b"[]:1/app", "not_utf8": b"\xff\xfe", "control_character": b"app\n",
    "underscores_three": b"a___b", "dots_and_underscore": b"a._b", "scheme": b"docker://app", "space": b"app :1",
    "name_of_300_letters": b"a" * 300, "tag_of_200_letters": b"a:" + b"b" * 200, "two_digests": b"a@" + SHA.encode() * 2,
}


def zstd_frame(content, block_type=0, declared=None, last=1):
    """A frame of one block, of the type raw (0) or one byte repeated (1): RFC 8878, section 3.1.1."""
    size = len(content) if declared is None else declared
    return (b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", size) + struct.pack("<I", size << 3 | block_type << 1 | last)[:3]
            + content)


COMPRESSED = {
    "good_plain": b"hello",
    "good_empty": b"",
    "good_gzip": gzip.compress(b"hello", mtime=0),
    "good_gzip_two_members": gzip.compress(b"hello", mtime=0) + gzip.compress(b"", mtime=0),
    "good_zstd": zstd_frame(b"hello"),
    "good_zstd_two_frames": zstd_frame(b"hello") + zstd_frame(b""),
    "good_zstd_skippable_frame": zstd_frame(b"hello") + b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc",
    "good_gzip_magic_cut": b"\x1f",
    "gzip_cut_short": gzip.compress(b"hello" * 100, mtime=0)[:-9],
    "gzip_wrong_checksum": gzip.compress(b"hello", mtime=0)[:-8] + b"\0" * 8,
    "gzip_bytes_behind": gzip.compress(b"hello", mtime=0) + b"x",
    "gzip_bomb": gzip.compress(b"\0" * (2 << 20), mtime=0),
    "zstd_cut_in_the_header": zstd_frame(b"hello")[:6],
    "zstd_cut_in_the_data": zstd_frame(b"hello")[:-1],
    "zstd_last_block_missing": zstd_frame(b"hello", last=0),
    "zstd_reserved_block": zstd_frame(b"hello", block_type=3),
    "zstd_shorter_than_declared": zstd_frame(b"hello") + b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", 40) + b"\x01\0\0",
    "zstd_bytes_behind": zstd_frame(b"hello") + b"xxxx",
    "zstd_window_of_2_gib": b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00",
    "zstd_bomb": b"".join(zstd_frame(b"\0", 1, 128 << 10) for _ in range(16)),
}


def archive_of(*entries, end=b"\0" * 1024):
    """Of (path, content), or (path, type, target)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content, *target in entries:
            info = tarfile.TarInfo(path)
            if target:
                info.type, info.linkname = content, target[0]
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        size = archive.offset
    return out.getvalue()[:size] + end


def sparse_file(path):
    """A file with a hole, as `tar --sparse` writes it: PAX, format 1.0."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("GNUSparseFile.0/" + path)
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": path,
                            "GNU.sparse.realsize": "2000"}
        info.size = 513
        archive.addfile(info, io.BytesIO(b"1\n1000\n1\n".ljust(512, b"\0") + b"x"))
    return out.getvalue()


def sha(content): return "sha256:" + hashlib.sha256(content).hexdigest()
def blob(content): return ("blobs/sha256/" + sha(content)[7:], content)


def sized(type_, content, **changes):
    return descriptor(type_, **({"digest": sha(content), "size": len(content)} | changes))


GZIPPED_LAYER = gzip.compress(archive_of(("a", b"hello")), mtime=0)
LAYER_PLAIN = archive_of(("a", b"hello"))
CONFIG = image_config(rootfs={"type": "layers", "diff_ids": [sha(LAYER_PLAIN)]})
MANIFEST_OF_IMAGE = image_manifest(config=sized("config.v1+json", CONFIG), layers=[sized("layer.v1.tar+gzip", GZIPPED_LAYER)])
LAYOUT = ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')


def archive_index(content, type_="manifest.v1+json", **changes):
    return ("index.json", document(schemaVersion=2, manifests=[sized(type_, content, **changes)]))


def oci_archive(manifest=MANIFEST_OF_IMAGE, index=None, layout=LAYOUT, config=CONFIG, layer=GZIPPED_LAYER):
    return archive_of(layout, index or archive_index(manifest), blob(manifest), blob(config), blob(layer))


def docker_archive(*entries, **changes):
    image = {"Config": "c.json", "RepoTags": ["shop:1.0"], "Layers": ["l.tar"]} | changes
    return archive_of(("manifest.json", json.dumps([image]).encode()), ("c.json", CONFIG), ("l.tar", LAYER_PLAIN), *entries)


OTHER_CONFIG = image_config(rootfs={"type": "layers", "diff_ids": [sha(LAYER_PLAIN)] * 2})
ARM_CONFIG = image_config(architecture="arm64", rootfs={"type": "layers", "diff_ids": [sha(LAYER_PLAIN)]})
LOOP = document(schemaVersion=2, manifests=[])


def of_config(config, **changes):
    return image_manifest(config=sized("config.v1+json", config), layers=[sized("layer.v1.tar+gzip", GZIPPED_LAYER)], **changes)


IMAGE_ARCHIVE = {
    "good_oci": oci_archive(),
    "good_gzip": gzip.compress(oci_archive(), mtime=0),
    "good_zstd": zstd_frame(oci_archive()),
    "good_docker": docker_archive(),
    "good_docker_without_names": docker_archive(RepoTags=None),
    "good_docker_gzip_layer": docker_archive(("l.gz", GZIPPED_LAYER), Layers=["l.gz"]),
    "good_docker_layer_through_links": docker_archive(("d/l", tarfile.SYMTYPE, "../e"), ("e", tarfile.LNKTYPE, "l.tar"),
                                                      Layers=["d/l"]),
    "good_dots_in_front": archive_of(("./oci-layout", LAYOUT[1]), ("./index.json", archive_index(MANIFEST_OF_IMAGE)[1]),
                              *(("./" + path, content) for path, content in map(blob, (MANIFEST_OF_IMAGE, CONFIG, GZIPPED_LAYER)))),
    "empty": b"",
    "text": b"hello",
    "zeros": b"\0" * 2048,
    "other_files": archive_of(("a", b"b")),
    "cut_in_a_header": oci_archive()[:700],
    "cut_in_a_blob": oci_archive()[:2600],
    "gzip_cut_short": gzip.compress(oci_archive(), mtime=0)[:200],
    "path_leads_out": archive_of(("../../etc/passwd", b"x")),
    "path_absolute": archive_of(("/etc/passwd", b"x")),
    "path_twice": archive_of(LAYOUT, LAYOUT),
    "link_leads_out": archive_of(("a", tarfile.SYMTYPE, "../b")),
    "link_absolute": archive_of(("a", tarfile.SYMTYPE, "/etc/passwd")),
    "hard_link_leads_out": archive_of(("a", tarfile.LNKTYPE, "../b")),
    "index_missing": archive_of(LAYOUT),
    "index_is_a_link_in_a_circle": archive_of(LAYOUT, ("index.json", tarfile.SYMTYPE, "a"), ("a", tarfile.SYMTYPE, "index.json")),
    "index_empty": archive_of(LAYOUT, ("index.json", LOOP)),
    "index_no_json": archive_of(LAYOUT, ("index.json", b"{")),
    "layout_of_version_2": oci_archive(layout=("oci-layout", b'{"imageLayoutVersion":"2.0.0"}')),
    "manifest_missing": archive_of(LAYOUT, archive_index(b"{}")),
    "manifest_of_another_size": archive_of(LAYOUT, archive_index(MANIFEST_OF_IMAGE, size=3), blob(MANIFEST_OF_IMAGE)),
    "manifest_damaged": archive_of(LAYOUT, archive_index(MANIFEST_OF_IMAGE),
                            (blob(MANIFEST_OF_IMAGE)[0], MANIFEST_OF_IMAGE.replace(b"2", b"3", 1))),
    "manifest_of_8_exbibytes": archive_of(LAYOUT, archive_index(MANIFEST_OF_IMAGE, size=2**63 - 1), blob(MANIFEST_OF_IMAGE)),
    "manifest_type_unknown": archive_of(LAYOUT, archive_index(MANIFEST_OF_IMAGE, "other"), blob(MANIFEST_OF_IMAGE)),
    "artifact": oci_archive(manifest=of_config(CONFIG, artifactType="application/spdx+json")),
    "diff_ids_of_another_count": oci_archive(manifest=of_config(OTHER_CONFIG), config=OTHER_CONFIG),
    "another_architecture": oci_archive(manifest=of_config(ARM_CONFIG), config=ARM_CONFIG),
    "layer_missing": oci_archive(layer=b"another"),
    "layer_of_an_unknown_type": oci_archive(manifest=image_manifest(
        config=sized("config.v1+json", CONFIG), layers=[sized("layer.nondistributable.v1.tar+gzip", GZIPPED_LAYER)])),
    "nested_index_of_another_platform": archive_of(LAYOUT, archive_index(LOOP, "index.v1+json"), blob(LOOP)),
    "docker_layer_missing": docker_archive(Layers=["x.tar"]),
    "docker_layers_of_another_count": docker_archive(Layers=[]),
    "docker_config_leads_out": docker_archive(Config="../../etc/passwd"),
    "docker_reference_wrong": docker_archive(RepoTags=["Shop:1.0"]),
    "docker_manifest_no_array": archive_of(("manifest.json", b"{}")),
    "sparse_file": sparse_file("index.json"),
    "sparse_file_of_no_format": sparse_file("index.json").replace(b"GNU.sparse.major", b"GNU.sparse.minor"),
}


def atom_table(*names, count=None):
    return (b"AtU8", u32(len(names) if count is None else count) + b"".join(bytes([len(n)]) + n for n in names))


def import_table(*imports, count=None):
    return (b"ImpT", u32(len(imports) if count is None else count) + b"".join(u32(i) for row in imports for i in row))


SHELL_ATOMS = atom_table(b"shop", b"os", b"cmd", b"erlang", b"open_port", b"spawn")
# image/shell_calls.hpp
SHELL_CALLS = {
    "good_cmd": beam(SHELL_ATOMS, import_table((2, 3, 1))),
    "good_ports": beam(SHELL_ATOMS, import_table((4, 5, 2))),
    "good_cmd_of_otp_28": beam(
        (b"AtU8", u32(2**32 - 3) + b"\x40shop" + b"\x20os" + b"\x30cmd"), import_table((2, 3, 1))),
    "good_long_atom_of_otp_28": beam((b"AtU8", u32(2**32 - 1) + b"\x28\x2c" + b"x" * 300), import_table()),
    "good_nothing": beam(),
    "atoms_cut": beam((b"AtU8", u32(1) + b"\x05shop"), import_table()),
    "atoms_more_than_bytes": beam((b"AtU8", u32(2**31 - 1) + b"\x01a"), import_table()),
    "atoms_least_number": beam((b"AtU8", u32(2**31) + b"\x10a"), import_table()),
    "atom_length_of_a_register": beam((b"AtU8", u32(2**32 - 1) + b"\x13a"), import_table()),
    "atom_length_of_4_bytes": beam((b"AtU8", u32(2**32 - 1) + b"\x58\x00\x00\x00\x01a"), import_table()),
    "imports_more_than_bytes": beam(SHELL_ATOMS, import_table((2, 3, 1), count=2**32 - 1)),
    "imports_cut": beam(SHELL_ATOMS, (b"ImpT", u32(1) + u32(2) + u32(3))),
    "import_of_atom_0": beam(SHELL_ATOMS, import_table((0, 3, 1))),
    "import_of_atom_7": beam(SHELL_ATOMS, import_table((2, 7, 1))),
}

def cache_manifest(path="app-1.js", latest=None, **changes):
    entry = {"logical_path": "app.js", "mtime": 63962616964, "size": 1, "digest": "1", "sha512": "eA=="} | changes
    kept = {name: value for name, value in entry.items() if value is not None}
    return json.dumps({"version": 1, "latest": latest or {"app.js": path}, "digests": {path: kept}}).encode()


# assets/cache_manifest.hpp
CACHE_MANIFEST = {
    "good_usual": cache_manifest(),
    "good_without_sha512": cache_manifest(sha512=None),
    "good_of_another_version": b'{"version": 2, "latest": 1}',
    "good_without_a_version": b"{}",
    "empty": b"",
    "no_object": b"[]",
    "no_latest": b'{"version": 1, "digests": {}}',
    "no_digests": b'{"version": 1, "latest": {}}',
    "latest_leads_out": cache_manifest(latest={"../app.js": "app-1.js"}),
    "latest_to_a_number": cache_manifest(latest={"app.js": 1}),
    "path_leads_out": cache_manifest("../../etc/passwd"),
    "path_from_the_root": cache_manifest("/etc/passwd"),
    "path_with_nul": cache_manifest("app\0.js"),
    "logical_path_leads_out": cache_manifest(logical_path="a/../../b"),
    "logical_path_missing": cache_manifest(logical_path=None),
    "mtime_is_a_text": cache_manifest(mtime="1"),
    "size_is_a_fraction": cache_manifest(size=1.5),
}

# assets/references.hpp: any bytes are a file in which others may be named.
ASSET_REFERENCES = {
    "urls": b"url(a.png) url( 'a.png' ) url(\"/a.png\") url(../a.png) url(http://h/a.png)",
    "urls_that_do_not_end": b"url(url(url(url('",
    "urls_without_a_name": b"url() url( ) url('') url())",
    "many_parentheses": b"url(" * 1000 + b")" * 1000,
    "source_map": b"//# sourceMappingURL=a.png\n//#sourceMappingURL=\n//# sourceMappingURL",
    "file_of_a_map": b"{\"file\":\"a.png\",'file':'a.png',\"file\":\"file\":\"file",
    "file_at_the_begin": b"file\":\"a.png\"",
    "parents": b"../" * 1000 + b"a.png",
    "digest_in_a_name": b"app-0123456789abcdef0123456789abcdef.js",
    "nul": b"url(a\0.png)",
}

def elf_segment(type_, offset, size, address=None):
    return struct.pack("<IIQQQQQQ", type_, 4, offset, offset if address is None else address, 0, size, size, 8)


def elf_header(segments=b"", count=None, machine=62, type_=3, segment_size=56, at=64, class_=2, order=1):
    return (b"\x7fELF" + bytes([class_, order, 1]) + b"\0" * 9
            + struct.pack("<HHIQQQIHHHHHH", type_, machine, 1, 0, at, 0, 0, 64, segment_size,
                          len(segments) // 56 if count is None else count, 0, 0, 0) + segments)


def elf(entries=((1, 1),), texts=b"\0libc.so.6\0", tables=b"", more=(), load=None, dynamic=(0, 0), strtab=None, end=True):
    """A header, the segments LOAD and DYNAMIC and `more`, then `tables` at kTables, the texts, the dynamic section.

    `entries` (tag, value) come before DT_STRTAB; `dynamic` moves the section and changes its size."""
    tables_at = 64 + 56 * (2 + len(more))
    texts_at = tables_at + len(tables)
    section = [*entries, (5, texts_at if strtab is None else strtab)] + [(0, 0)] * end
    dynamic_at = texts_at + len(texts)
    size = dynamic_at + 16 * len(section)
    segments = (elf_segment(1, *(load or (0, size))) + elf_segment(2, dynamic_at + dynamic[0], 16 * len(section) + dynamic[1])
                + b"".join(more))
    return elf_header(segments) + tables + texts + b"".join(struct.pack("<qQ", *entry) for entry in section)


def verneed(file, count=1, aux=16, next_=0): return struct.pack("<HHIII", 1, count, file, aux, next_)
def vernaux(name, next_=0, flags=0): return struct.pack("<IHHII", 0, flags, 2, name, next_)
def verdef(count=1, aux=20, next_=0): return struct.pack("<HHHHIII", 1, 0, 1, count, 0, aux, next_)


NEEDED, STRTAB, SONAME, RUNPATH, VERDEF, VERDEFNUM, VERNEED, VERNEEDNUM = 1, 5, 14, 29, 0x6ffffffc, 0x6ffffffd, 0x6ffffffe, 0x6fffffff
PT_INTERP = 3
TABLES = 64 + 56 * 2

# image/elf.hpp. Segments are LOAD (the whole file at address 0) and DYNAMIC.
ELF = {
    "good_library": elf(),
    "good_header_alone": elf_header(),
    "good_object": elf_header(type_=1),
    "good_other_machine": elf_header(machine=183),
    "good_of_32_bits": elf_header(count=65535, class_=1),
    "good_big_endian": elf_header(count=65535, order=2),
    "good_version_chain_ends": elf(((VERNEED, TABLES), (VERNEEDNUM, 9)), tables=verneed(1, 9) + vernaux(1)),
    "good_runpath_of_colons": elf(((RUNPATH, 1),), texts=b"\0::::\0"),
    "good_without_an_end_of_the_section": elf(end=False),
    "empty": b"",
    "text": b"#!/bin/sh\n",
    "magic_cut": b"\x7fEL",
    "magic_alone": b"\x7fELF",
    "identification_alone": elf_header()[:16],
    "header_cut": elf_header()[:63],
    "segments_of_another_size": elf_header(elf_segment(1, 0, 64), segment_size=32),
    "segments_behind_the_end": elf_header(count=1),
    "segments_at_the_last_address": elf_header(elf_segment(1, 0, 64), at=2**64 - 8),
    "segments_65535": elf_header(count=65535),
    "dynamic_behind_the_end": elf(dynamic=(1 << 20, 0)),
    "dynamic_at_the_last_address": elf(dynamic=(2**64 - 1 - 300, 0)),
    "dynamic_longer_than_the_file": elf(dynamic=(0, 160), end=False),
    "dynamic_of_a_tebibyte": elf(dynamic=(0, 1 << 40)),
    "dynamic_twice": elf(more=(elf_segment(2, 0, 16),)),
    "interpreter_behind_the_end": elf(more=(elf_segment(PT_INTERP, 1 << 40, 20),)),
    "interpreter_of_a_gibibyte": elf(more=(elf_segment(PT_INTERP, 64, 1 << 30),)),
    "texts_in_no_segment": elf(strtab=1 << 40),
    "texts_missing": elf(((NEEDED, 1), (0, 0))),
    "nothing_loaded": elf(load=(0, 0)),
    "load_leads_out": elf(load=(1 << 40, 1 << 41, 0)),
    "text_at_4_gib": elf(((NEEDED, 1 << 32),)),
    "text_behind_the_end": elf(((NEEDED, 1 << 20),)),
    "text_without_end": elf(((NEEDED, 1),), texts=b"\0" + b"a" * 5000 + b"\0"),
    "text_up_to_the_end_of_the_file": elf(load=(0, 1000, 0), strtab=235) + b"a" * 100,
    "needs_a_billion_versions": elf(((VERNEED, TABLES), (VERNEEDNUM, 10**9)), tables=verneed(1) + vernaux(1)),
    "needs_versions_behind_the_end": elf(((VERNEED, TABLES), (VERNEEDNUM, 1)), tables=verneed(1, aux=0xffffffff)),
    "versions_that_overlap": elf(((VERNEED, TABLES), (VERNEEDNUM, 8192)),
                                 tables=verneed(1, 65535) + struct.pack("<I", 4) * 8300),
    "version_needs_in_no_segment": elf(((VERNEED, 1 << 40), (VERNEEDNUM, 1))),
    "defines_a_billion_versions": elf(((VERDEF, TABLES), (VERDEFNUM, 10**9)), tables=verdef() + struct.pack("<II", 1, 0)),
    "defines_versions_behind_the_end": elf(((VERDEF, TABLES), (VERDEFNUM, 2)),
                                           tables=verdef(next_=1 << 30) + struct.pack("<II", 1, 0)),
    "definition_of_a_name_behind_the_end": elf(((VERDEF, TABLES), (VERDEFNUM, 1)), tables=verdef() + struct.pack("<II", 99999, 0)),
}

# erl/boot_profile.hpp
BOOT_PROFILE = {
    "good_small": b"# taken from shop 0.1.0\nElixir.Shop\nets\n",
    "good_empty": b"",
    "good_without_end_of_line": b"Elixir.Shop",
    "good_of_another_system": b"# \xff\r\nElixir.Shop\r\n\r\n",
    "good_longest": "ü".encode() * 255 + b"\n",
    "merge_unfinished": b"<<<<<<< HEAD\nElixir.Shop\n=======\nets\n>>>>>>> main\n",
    "merge_middle": b"Elixir.Shop\n=======\nets\n",
    "two_modules": b"Elixir.Shop\nets lists\n",
    "indented": b"  ets\n",
    "tab_behind": b"ets\t\n",
    "nul_byte": b"ets\n\0\n",
    "delete_character": b"ets\x7f\n",
    "escape_sequence": b"\x1b[31mets\n",
    "not_utf8": b"Elixir.Shop\n\xfc\n",
    "too_long": b"a" * 256 + b"\n",
}

# release/module_facts.hpp
def literals(*terms, size=None, count=None):
    data = u32(len(terms) if count is None else count) + b"".join(u32(len(t)) + t for t in terms)
    return (b"LitT", u32(len(data) if size is None else size) + zlib.compress(data))


def code(*instructions):
    return (b"Code", u32(16) + u32(0) + u32(200) + u32(2) + u32(1) + b"".join(instructions))


MODULE_FACTS = {
    "good_all": beam(atom_table(b"shop", b"run"), code(b"\x01\x10", b"\x95", b"\x03"),
                     literals(external(b"h\x03" + atom(b"a") + b"l" + u32(1) + atom(b"b") + atom(b"c")
                                       + b"t" + u32(1) + atom(b"d") + b"q" + atom(b"e") + atom(b"f") + b"a\x01"),
                              external(b"m" + u32(1) + b"x"))),
    "good_of_otp_28": beam((b"AtU8", u32(2**32 - 1) + b"\x40shop"), (b"LitT", u32(0) + u32(1) + u32(4) + external(b"w\x01z"))),
    "good_nothing": beam(),
    "good_compressed": compressed(beam(atom_table(b"shop"))),
    "literals_cut": beam((b"LitT", u32(100) + zlib.compress(u32(1) + u32(9))[:-6])),
    "literals_not_compressed": beam((b"LitT", u32(4) + b"none")),
    "literals_larger_than_they_say": beam((b"LitT", u32(16) + zlib.compress(b"\0" * (1 << 20), 9))),
    "literals_more_than_bytes": beam(literals(count=2**32 - 1)),
    "literal_of_4_gib": beam((b"LitT", u32(0) + u32(1) + u32(2**32 - 1) + external(NIL))),
    "literal_broken": beam(literals(external(b"h\x02" + A))),
    "literals_without_size": beam((b"LitT", b"\0\0")),
    "atoms_cut": beam((b"AtU8", u32(1) + b"\x05shop")),
    "atom_not_utf8": beam(atom_table(b"\xfc")),
    "atom_too_long": beam((b"AtU8", u32(2**32 - 1) + b"\x28\x00" + b"x" * 256)),
}

# registry/challenge.hpp, url.hpp, retry.hpp, registry_error.hpp: all of them read each file.
REGISTRY_FIELDS = {
    "good_bearer": b'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"',
    "good_basic": b'Basic realm="test"',
    "good_location": b"/v2/team/app/blobs/uploads/1?_state=x",
    "good_address": b"https://storage.example:8443/blob?signature=%2F",
    "good_seconds": b"120",
    "good_date": b"Sun, 06 Nov 1994 08:49:37 GMT",
    "date_far_off": b"Sun, 06 Nov 199 08:49:38 GMT",
    "date_of_the_last_year": b"Sun, 06 Nov 9999 08:49:38 GMT",
    "good_error": b'{"errors":[{"code":"DENIED","message":"no","detail":{}}]}',
    "quote_never_closed": b'Bearer realm="https://auth',
    "many_challenges": b"a b," * 5000,
    "parameter_without_value": b"Bearer realm=,,=x;",
    "user_in_address": b"https://r.example:5000@evil.example/",
    "backslash_in_address": b"https://r.example\\@evil.example/",
    "address_with_blank": b"https://r.example /",
    "address_of_script": b"javascript:alert(1)",
    "address_without_host": b"https:///x",
    "port_too_large": b"https://r.example:65536/",
    "host_with_percent": b"https://r%2eexample/",
    "seconds_too_many": b"99999999999999999999",
    "error_with_escapes": b'{"errors":[{"code":"\\u001b[2J","message":"a\\r\\nb"}]}',
    "error_deep": b'{"errors":' + b"[" * 5000,
    "error_of_nothing": b'{"errors":null}',
    "error_that_is_no_list": b'{"errors":{"code":1}}',
}

# registry/credentials.hpp
REGISTRY_CREDENTIALS = {
    "good_auths": b'{"auths":{"ghcr.io":{"auth":"YW5uYTpz"}}}',
    "good_hub": b'{"auths":{"https://index.docker.io/v1/":{"auth":"YW5uYTpz"}},"HttpHeaders":{"User-Agent":"x"}}',
    "good_identity": b'{"auths":{"localhost:5000":{"auth":"MDAwMDo=","identitytoken":"t"}}}',
    "good_helpers": b'{"credHelpers":{"ghcr.io":"pass"},"credsStore":"desktop","auths":{"ghcr.io":{}}}',
    "good_helper_answer": b'{"ServerURL":"x","Username":"<token>","Secret":"s"}',
    "auth_is_no_base64": b'{"auths":{"ghcr.io":{"auth":"!!!!"}}}',
    "auth_without_colon": b'{"auths":{"ghcr.io":{"auth":"YW5uYQ=="}}}',
    "auth_is_a_number": b'{"auths":{"ghcr.io":{"auth":1}}}',
    "auths_is_a_list": b'{"auths":[]}',
    "helper_leads_out": b'{"credHelpers":{"ghcr.io":"../../bin/sh"}}',
    "helper_is_empty": b'{"credHelpers":{"ghcr.io":""},"credsStore":""}',
    "server_is_slashes": b'{"auths":{"https://////":{"auth":"YTpi"},"":{"auth":"YTpi"}}}',
    "known_blobs_cut": b"0" * 64 + b" ",
}

def index_record(kind, path, target=b"", mode=0o644, size=0, offset=0):
    return (bytes([kind]) + text32(path) + u32(mode) + u32(0) + u32(0) + size.to_bytes(8, "big")
            + offset.to_bytes(8, "big") + text32(target))


def layer_index(*records):
    return b"slipway layer index 1\n" + text32(b"sha256:" + b"a" * 64) + b"".join(records)


# image/layer_index_file.hpp
LAYER_INDEX = {
    "good_empty": layer_index(),
    "good_each_kind": layer_index(
        index_record(0, b"", mode=0o755), index_record(1, b"etc/a", size=7, offset=512),
        index_record(2, b"etc/b", b"../x"), index_record(3, b"etc/c", b"etc/a"), index_record(4, b"dev/null"),
        index_record(5, b"old"), index_record(6, b"")),
    "empty": b"",
    "other_form": layer_index().replace(b"index 1", b"index 2"),
    "digest_that_is_none": b"slipway layer index 1\n" + text32(b"sha256:short"),
    "digest_longer_than_the_file": b"slipway layer index 1\n\xff\xff\xff\xff",
    "unknown_kind": layer_index(index_record(7, b"a")),
    "path_that_leads_upwards": layer_index(index_record(1, b"../etc/passwd")),
    "path_that_is_absolute": layer_index(index_record(1, b"/etc/passwd")),
    "path_with_dots": layer_index(index_record(1, b"etc/./passwd")),
    "name_too_long": layer_index(index_record(1, b"n" * 256)),
    "root_as_a_file": layer_index(index_record(1, b"")),
    "mode_of_a_kind": layer_index(index_record(1, b"a", mode=0o100644)),
    "link_without_target": layer_index(index_record(2, b"a")),
    "hard_link_that_leads_upwards": layer_index(index_record(3, b"a", b"../b")),
    "file_with_a_target": layer_index(index_record(1, b"a", b"b")),
    "target_of_4_gib": layer_index(index_record(2, b"a", b"b")[:-5] + b"\xff\xff\xff\xff"),
    "record_cut": layer_index(index_record(1, b"a")[:-6]),
}


LOCKED = "sha256:" + "0123456789abcdef" * 4

# image/base_lock.hpp
BASE_LOCK = {
    "good_empty": b"# nothing\n",
    "good_names": toml(f"[base]\n\"debian\" = \"{LOCKED}\"\n\"ghcr.io/team/base:1\" = \"{LOCKED}\"\n"),
    "base_is_text": toml("base = \"debian\"\n"),
    "digest_cut": toml(f"[base]\n\"debian\" = \"{LOCKED[:-1]}\"\n"),
    "digest_number": toml("[base]\n\"debian\" = 7\n"),
    "digest_sha512": toml("[base]\n\"debian\" = \"sha512:" + "0" * 128 + "\"\n"),
    "merge_conflict": toml(f"[base]\n<<<<<<< HEAD\n\"debian\" = \"{LOCKED}\"\n=======\n"),
    "name_upper_case": toml(f"[base]\n\"Debian\" = \"{LOCKED}\"\n"),
    "name_with_escape": toml(f"[base]\n\"deb\\u001b[2Jian\" = \"{LOCKED}\"\n"),
    "one_base_by_two_names": toml(f"[base]\n\"debian\" = \"{LOCKED}\"\n\"docker.io/library/debian:latest\" = \"{LOCKED}\"\n"),
    "other_table": toml("[bases]\n"),
}

FOLDERS = {"boot_profile": (BOOT_PROFILE, ".profile"), "module_facts": (MODULE_FACTS, ".beam"), "external": (EXTERNAL, ".etf"), "text": (TEXT, ".term"), "beam": (BEAM, ".beam"), "shell_calls": (SHELL_CALLS, ".beam"), "app": (APP, ".app"),
           "manifest": (MANIFEST, ".manifest"), "gzip": (GZIP, ".gz"),
           "launch_plan": (LAUNCH_PLAN, ".term"), "boot": (BOOT, ".boot"),
           "slipway_toml": (SLIPWAY_TOML, ".toml"), "terminal": (TERMINAL, ".terminal"),
           "expansion": (EXPANSION, ".expansion"),
           "tree_record": (TREE_RECORD, ".record"), "fingerprint": (FINGERPRINT, ".fingerprint"),
           "emulator_arguments": (EMULATOR_ARGUMENTS, ".lines"),
           "parent": (PARENT, ".bytes"), "layer": (LAYER, ".tar"), "elf": (ELF, ".elf"),
           "layer_index": (LAYER_INDEX, ".index"), "base_lock": (BASE_LOCK, ".toml")}
FOLDERS |= {"cache_manifest": (CACHE_MANIFEST, ".json"), "asset_references": (ASSET_REFERENCES, ".bytes")}
FOLDERS |= {"epmd": (EPMD, ".epmd"), "handshake": (HANDSHAKE, ".handshake"),
            "distribution": (DISTRIBUTION, ".packets"), "dns": (DNS, ".dns"),
            "keys": (KEYS, ".keys")}
FOLDERS |= {"registry_fields": (REGISTRY_FIELDS, ".bytes"), "registry_credentials": (REGISTRY_CREDENTIALS, ".json")}
FOLDERS |= {"json": (JSON, ".json"), "image_manifest": (IMAGE_MANIFEST, ".json"), "image_index": (IMAGE_INDEX, ".json"),
            "image_config": (IMAGE_CONFIG, ".json"), "reference": (REFERENCE, ".reference"),
            "compressed": (COMPRESSED, ".bytes"), "image_archive": (IMAGE_ARCHIVE, ".tar")}

for folder, (files, extension) in FOLDERS.items():
    (HERE / folder).mkdir(exist_ok=True)
    for old in (HERE / folder).glob("*" + extension):
        old.unlink()
    for name, content in files.items():
        (HERE / folder / (name + extension)).write_bytes(content)
