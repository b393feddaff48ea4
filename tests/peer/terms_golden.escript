#!/usr/bin/env escript
%%! +pc unicode -kernel logger_level none
%% The judge of src/erl's formats: what OTP writes, and whether it reads what we write.
%%
%%   terms_golden.escript write FOLDER SNIPPETS writes FOLDER/golden.etf
%%   terms_golden.escript check FOLDER          reads FOLDER/ours.etf too; says what is wrong, one problem a line
%%
%% golden.etf = #{otp, terms := [{External, Tw, Tp}], order := {[External], Matrix}, snippets := [{Text, Result}],
%%                headers := [{Text, Encoding}], apps := [{Path, External}], boots := [Path],
%%                beams := [{Path, Stripped}], chunks := [Id]}
%% ours.etf   = [{External, Text, PrettyText}], one for each of `terms`
-mode(compile).

main(["write", Folder, Snippets]) ->
    Roots = [code:root_dir() | elixir_root()],
    Golden = #{otp => list_to_integer(erlang:system_info(otp_release)),
               terms => [golden(Term) || Term <- terms()],
               order => order(),
               snippets => snippets(Snippets),
               headers => [{Text, epp:read_encoding_from_binary(Text)} || Text <- headers()],
               apps => apps(Roots),
               boots => [utf8(Path) || Root <- Roots, Path <- wildcard(Root, "**/*.boot")],
               beams => beams(Roots),
               chunks => chunks()},
    ok = file:write_file(filename:join(Folder, "golden.etf"), term_to_binary(Golden));
main(["check", Folder]) ->
    #{terms := Terms} = read(Folder, "golden.etf"),
    Problems = lists:append([check(Theirs, Ours) || {Theirs, Ours} <- lists:zip(Terms, read(Folder, "ours.etf"))]),
    [io:format("~ts~n", [Problem]) || Problem <- Problems],
    halt(min(1, length(Problems))).

read(Folder, Name) ->
    {ok, Bytes} = file:read_file(filename:join(Folder, Name)),
    binary_to_term(Bytes).

check({External, _, _}, {OurExternal, OurText, OurPretty}) ->
    Term = binary_to_term(External),
    [io_lib:format("the external form of ~tp", [Term]) || binary_to_term(OurExternal) =/= Term] ++
        [io_lib:format("~ts of ~tp: ~ts", [What, Term, Text])
         || {What, Text} <- [{"the text", OurText}, {"the pretty text", OurPretty}], Text =/= none,
            parse(Text) =/= {ok, Term}].

parse(Text) ->
    case erl_scan:string(unicode:characters_to_list(Text) ++ ".") of
        {ok, Tokens, _} ->
            %% Warnings about nothing: parse_term evaluates, and may crash on nonsense.
            try erl_parse:parse_term(Tokens) of
                {ok, Term} -> {ok, Term};
                {error, _} -> error
            catch
                _:_ -> error
            end;
        {error, _, _} ->
            error
    end.

golden(Term) ->
    case has_text(Term) of
        true -> {external(Term), utf8(io_lib:format("~tw", [Term])), utf8(io_lib:format("~tp", [Term]))};
        false -> {external(Term), none, none}
    end.

external(Term) -> term_to_binary(Term).

utf8(Text) -> unicode:characters_to_binary(Text).

has_text(Term) when is_pid(Term); is_port(Term); is_reference(Term) -> false;
has_text(Term) when is_function(Term) -> erlang:fun_info(Term, type) =:= {type, external};
has_text(Term) when is_tuple(Term) -> has_text(tuple_to_list(Term));
has_text(Term) when is_map(Term) -> has_text(maps:to_list(Term));
has_text([Head | Tail]) -> has_text(Head) andalso has_text(Tail);
has_text(_) -> true.

terms() ->
    integers() ++ floats() ++ atoms() ++ lists_and_tuples() ++ binaries() ++ maps() ++ opaque() ++ random(400).

integers() ->
    Near = [1 bsl Bits || Bits <- [7, 8, 15, 16, 27, 28, 31, 32, 59, 60, 62, 63, 64, 65, 127, 128, 2040, 2048, 9000]],
    [0, 1, 255, 256, 1000000000000000000000000000000]
        ++ [Sign * (N + D) || N <- Near, D <- [-1, 0, 1], Sign <- [1, -1]].

floats() ->
    [0.0, -0.0, 0.1, 1.0, -1.5, 100000.0, 1.0e22, 1.0e23, 123456789012345680.0, 2.2250738585072014e-308, 5.0e-324,
     1.7976931348623157e308, 9007199254740993.0, 3.141592653589793, 1.0e-7].

atoms() ->
    Names = ["", "a", "ok", "foo@bar", "foo_Bar1", "Foo", "_a", "1a", "a b", "a'b", "a\\b", "a\nb", "\t", "\e\d", [0], [16#1F],
             [16#80], [16#9F], [16#A0], "ü", "Ü", "ß", "aü", "×", "日本", [16#10FFFF], [16#FDD0], "Elixir.Foo.Bar",
             "$a", "a.b", "a-b", "\"", "[]", "{}", "<<>>", lists:duplicate(255, $a), lists:duplicate(255, $ü),
             lists:duplicate(255, 16#1F600)],
    Words = ["after", "and", "andalso", "band", "begin", "bnot", "bor", "bsl", "bsr", "bxor", "case", "catch", "cond", "div",
             "else", "end", "fun", "if", "let", "maybe", "not", "of", "or", "orelse", "receive", "rem", "try", "when", "xor"],
    [list_to_atom(Name) || Name <- Names ++ Words].

lists_and_tuples() ->
    [[], {}, [[]], {{}}, [a | b], [1, 2 | 3], [a, b | {}], "text", "ünï", "日本\n\t\"\\", [127], [128], [16#9F], [16#A0],
     [16#D7FF], [16#E000], [16#FFFD], [16#FFFE], [16#FFFF], [16#10000], [16#10FFFF], [16#110000], [-1], [0, 1, 2],
     "a" ++ [1.0], lists:seq(0, 255), lists:seq(1, 300), lists:duplicate(65535, 0), lists:duplicate(65536, $a),
     list_to_tuple(lists:seq(1, 255)), list_to_tuple(lists:seq(1, 256)), nested(100, []), {nested(50, {})},
     [{application, kernel, [{vsn, "1.0"}, {modules, []}]}]].

nested(0, Inner) -> Inner;
nested(N, Inner) when is_tuple(Inner) -> {nested(N - 1, Inner)};
nested(N, Inner) -> [nested(N - 1, Inner)].

binaries() ->
    [<<>>, <<"abc">>, <<"a\"b\\c">>, <<0, 255>>, <<"ü"/utf8>>, <<"ü">>, <<"日本"/utf8>>, <<1:1>>, <<5:3>>, <<255, 1:7>>, <<0:9>>,
     <<"abc", 3:2>>, <<"a\nb">>, binary:copy(<<"x">>, 300), <<127>>, <<"a", 128>>].

maps() ->
    [#{}, #{a => 1}, #{1 => a, 1.0 => b, "x" => c, <<"x">> => d, {} => e, [] => f}, #{#{} => #{#{a => b} => []}},
     #{2 => a, 1.5 => b, -1 => c, 1 bsl 70 => d, 1.0e300 => e}, maps:from_list([{N, N * N} || N <- lists:seq(1, 32)]),
     maps:from_list([{N, {N}} || N <- lists:seq(1, 33)]), maps:from_list([{integer_to_list(N), N} || N <- lists:seq(1, 500)])].

opaque() ->
    Port = open_port({spawn, "cat"}, []),
    [self(), [self(), whereis(init)], make_ref(), {make_ref(), a}, Port, fun lists:map/2, fun 'Elixir.A':'b!'/255, fun a:'B c'/0,
     fun(X) -> {X, Port} end, fun erl_eval:expr/5, [fun main/1],
     %% A pid, a reference and a port of a node that is not here.
     binary_to_term(<<131, 88, 119, 3, "a@b", 1:32, 2:32, 3:32>>), binary_to_term(<<131, 90, 2:16, 119, 3, "a@b", 7:32, 1:32, 2:32>>),
     binary_to_term(<<131, 89, 119, 3, "a@b", 9:32, 3:32>>), binary_to_term(<<131, 120, 119, 3, "a@b", 1:32, 9:32, 3:32>>)].

random(Count) ->
    rand:seed(exsss, {1, 2, 3}),
    [random_term(4) || _ <- lists:seq(1, Count)].

random_term(0) -> scalar(rand:uniform(6));
random_term(Depth) ->
    Some = fun() -> [random_term(Depth - 1) || _ <- lists:seq(1, rand:uniform(5) - 1)] end,
    case rand:uniform(8) of
        1 -> list_to_tuple(Some());
        2 -> Some();
        3 -> maps:from_list([{Key, random_term(Depth - 1)} || Key <- Some()]);
        4 -> Some() ++ scalar(2);
        N -> scalar(N - 2)
    end.

scalar(1) -> rand:uniform(1 bsl rand:uniform(100)) - rand:uniform(1000);
scalar(2) -> list_to_atom([random_character() || _ <- lists:seq(1, rand:uniform(6))]);
scalar(3) -> (rand:uniform() - 0.5) * math:pow(10, rand:uniform(40) - 20);
scalar(4) -> [random_character() || _ <- lists:seq(1, rand:uniform(6))];
scalar(5) -> rand:bytes(rand:uniform(8) - 1);
scalar(6) -> Bits = rand:uniform(20), <<(rand:uniform(1 bsl Bits) - 1):Bits>>.

random_character() ->
    case rand:uniform(4) of
        1 -> rand:uniform(255);
        2 -> rand:uniform(16#D7FF);
        _ -> $` + rand:uniform(26)
    end.

order() ->
    Terms = [Term || Term <- integers() ++ tl(tl(floats())) ++ atoms() ++ lists_and_tuples() ++ binaries() ++ maps() ++ random(60),
                     has_text(Term)] ++ [make_ref(), fun lists:map/2, fun lists:map/3, fun maps:map/2, hd(erlang:ports()), self()],
    Sign = fun(N) when N < 0 -> $<; (0) -> $=; (_) -> $> end,
    {[external(Term) || Term <- Terms],
     << <<(Sign(erts_internal:cmp_term(Left, Right)))>> || Left <- Terms, Right <- Terms>>}.

snippets(Path) ->
    {ok, Bytes} = file:read_file(Path),
    [{Line, case parse(Line) of {ok, Term} -> {ok, external(Term)}; error -> error end}
     || Line <- binary:split(Bytes, <<"\n">>, [global, trim_all])].

headers() ->
    [<<Line/binary, "\n">>
     || Line <- [<<"%% coding: latin-1">>, <<"%% -*- coding: Latin-1 -*-">>, <<"% coding=latin-1">>, <<"% coding : latin-1">>,
                 <<"%% encoding: latin-1">>, <<"%% coding: latin-15">>, <<"%% coding: latin-1-unix">>, <<"%% coding: latin1">>,
                 <<"%% coding: utf-8">>, <<"%% coding: utf-8 coding: latin-1">>, <<"% coding % coding: latin-1">>,
                 <<"coding: latin-1">>, <<"\n%% coding: latin-1">>, <<"\n\n%% coding: latin-1">>, <<"{a}. % coding:latin-1">>,
                 <<"%% coding:\tlatin-1">>, <<"%% codingcoding: latin-1">>, <<"%% coding: LATIN-1">>, <<"%% coding:">>, <<"%">>]].

elixir_root() ->
    case os:find_executable("elixir") of
        false -> [];
        Program -> [filename:dirname(filename:dirname(resolved(Program)))]
    end.

resolved(Path) ->
    case file:read_link(Path) of
        {ok, Target} -> resolved(filename:absname(Target, filename:dirname(Path)));
        {error, _} -> Path
    end.

wildcard(Root, Pattern) -> [filename:join(Root, Name) || Name <- filelib:wildcard(Pattern, Root)].

apps(Roots) ->
    [{utf8(Path), external(Term)}
     || Root <- Roots, Path <- wildcard(Root, "lib/*/ebin/*.app"), {ok, [Term]} <- [file:consult(Path)]].

chunks() ->
    case erlang:function_exported(beam_lib, significant_chunks, 0) of
        true -> beam_lib:significant_chunks();
        false -> ["Atom", "AtU8", "Attr", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT", "Line", "Meta"]
    end.

beams(Roots) ->
    _ = code:ensure_loaded(beam_lib),
    Paths = [Path || Root <- Roots, App <- ["stdlib*", "kernel*", "elixir", "mix"],
                     Path <- every(8, wildcard(Root, "lib/" ++ App ++ "/ebin/*.beam"))],
    [begin
         {ok, {_, Chunks}} = beam_lib:chunks(Path, chunks(), [allow_missing_chunks]),
         {ok, Stripped} = beam_lib:build_module([Chunk || {_, Data} = Chunk <- Chunks, is_binary(Data)]),
         {utf8(Path), Stripped}
     end || Path <- Paths].

every(N, List) -> [lists:nth(I, List) || I <- lists:seq(1, length(List), N)].
