#!/usr/bin/env escript
%%! +pc unicode -kernel logger_level none
%% Random terms of all kinds, for tests/unit/erl/random_terms_test.cpp, and the judge of what Slipway makes of them.
%%
%%   terms_random.escript write FOLDER COUNT SEED   writes FOLDER/theirs.etf
%%   terms_random.escript check FOLDER              reads FOLDER/{theirs,ours}.etf and FOLDER/{plain,pretty}.terms,
%%                                                  writes FOLDER/verdict.etf
%%
%% theirs.etf   = #{otp, cases := [{HasIdentifier, [{Form, External}], [{Form, Text}]}]}; no texts where OTP has wrong ones
%% ours.etf     = #{cases := [[External]], terms := [External]}: all that must be the term of each case; terms of our own
%% plain.terms, pretty.terms = what file:consult/1 must read as the terms of the cases that have texts, and then ours
%% verdict.etf  = #{problems := [Text], again := [{Default, Version2, Text | none}]} of our own terms
-mode(compile).

main(["write", Folder, Count, Seed]) ->
    rand:seed(exsss, list_to_integer(Seed)),
    Terms = tags() ++ [random_term(rand:uniform(5) - 1) || _ <- lists:seq(1, list_to_integer(Count))],
    Theirs = #{otp => list_to_integer(erlang:system_info(otp_release)), cases => [forms(Term) || Term <- Terms]},
    ok = file:write_file(filename:join(Folder, "theirs.etf"), term_to_binary(Theirs));
main(["check", Folder]) ->
    #{cases := Theirs} = read(Folder, "theirs.etf"),
    #{cases := OurCases, terms := OurTerms} = read(Folder, "ours.etf"),
    Originals = [original(Forms) || {_, Forms, _} <- Theirs],
    Own = [binary_to_term(Bytes) || Bytes <- OurTerms],
    WithText = [Term || Term <- Originals ++ Own, has_text(Term)],
    Problems = lists:append([problems(Term, Ours) || {Term, Ours} <- lists:zip(Originals, OurCases)])
        ++ consulted(Folder, "plain.terms", WithText) ++ consulted(Folder, "pretty.terms", WithText),
    Verdict = #{problems => [utf8(Problem) || Problem <- Problems], again => [again(Term) || Term <- Own]},
    ok = file:write_file(filename:join(Folder, "verdict.etf"), term_to_binary(Verdict)).

read(Folder, Name) ->
    {ok, Bytes} = file:read_file(filename:join(Folder, Name)),
    binary_to_term(Bytes).

original([{default, External} | _]) -> binary_to_term(External).

problems(Term, Ours) ->
    [io_lib:format("~tP comes back as ~tP", [Term, 20, Other, 20])
     || Bytes <- Ours, Other <- [binary_to_term(Bytes)], not same(Term, Other)].

consulted(Folder, Name, Wanted) ->
    case file:consult(filename:join(Folder, Name)) of
        {ok, Read} when length(Read) =:= length(Wanted) ->
            [io_lib:format("~s: ~tP is read as ~tP", [Name, Term, 20, Other, 20])
             || {Term, Other} <- lists:zip(Wanted, Read), not same(Term, Other)];
        {ok, Read} ->
            [io_lib:format("~s: ~w terms instead of ~w", [Name, length(Read), length(Wanted)])];
        {error, Reason} ->
            [io_lib:format("~s:~ts", [Name, file:format_error(Reason)])]
    end.

%% Before OTP 27, 0.0 =:= -0.0.
same(Left, Right) ->
    Left =:= Right andalso term_to_binary(Left, [deterministic]) =:= term_to_binary(Right, [deterministic]).

again(Term) ->
    Text = case is_printed(Term) of
               true -> utf8(io_lib:format("~tp", [Term]));
               false -> none
           end,
    {term_to_binary(Term), term_to_binary(Term, [{minor_version, 2}]), Text}.

utf8(Text) -> unicode:characters_to_binary(Text).
latin1(Text) -> unicode:characters_to_binary(Text, unicode, latin1).

has_text(Term) when is_pid(Term); is_port(Term); is_reference(Term) -> false;
has_text(Term) when is_function(Term) -> erlang:fun_info(Term, type) =:= {type, external};
has_text(Term) when is_tuple(Term) -> has_text(tuple_to_list(Term));
has_text(Term) when is_map(Term) -> has_text(maps:to_list(Term));
has_text([Head | Tail]) -> has_text(Head) andalso has_text(Tail);
has_text(_) -> true.

%% Whether OTP reads what it prints. It does but for `fun M:F/A` (erlang:fun_to_list/1 of OTP 25): the names are printed as
%% the bytes of their UTF-8, and reserved words without quotes.
is_printed(Term) -> has_text(Term) andalso not any_function(fun is_misprinted/1, Term).

is_misprinted(Function) ->
    case erl_scan:string(lists:flatten(io_lib:format("~tw.", [Function]))) of
        {ok, Tokens, _} -> erl_parse:parse_term(Tokens) =/= {ok, Function};
        {error, _, _} -> true
    end.

any_function(Test, Term) when is_function(Term) -> Test(Term);
any_function(Test, Term) when is_tuple(Term) -> any_function(Test, tuple_to_list(Term));
any_function(Test, Term) when is_map(Term) -> any_function(Test, maps:to_list(Term));
any_function(Test, [Head | Tail]) -> any_function(Test, Head) orelse any_function(Test, Tail);
any_function(_, _) -> false.

%% ------------------------------------------------------------------------------------------------------------
%% Forms of a term
%% ------------------------------------------------------------------------------------------------------------

forms(Term) ->
    Other = other_tags(Term),
    true = same(Term, binary_to_term(Other)),
    Options = [{minor_0, [{minor_version, 0}]}, {minor_1, [{minor_version, 1}]}, {minor_2, [{minor_version, 2}]},
               {deterministic, [deterministic]}, {compressed, [compressed]}, {compressed_9, [{compressed, 9}]}],
    Forms = [{default, term_to_binary(Term)}, {other_tags, Other}]
        ++ [{Name, term_to_binary(Term, List)} || {Name, List} <- Options] ++ local(Term),
    Texts = case is_printed(Term) of
                true ->
                    [{tw, utf8(io_lib:format("~tw.~n", [Term]))}, {tp, utf8(io_lib:format("~tp.~n", [Term]))},
                     {tp_narrow, utf8(io_lib:format("~20tp.~n", [Term]))}, {w, latin1(io_lib:format("~w.~n", [Term]))},
                     {p, latin1(io_lib:format("~p.~n", [Term]))}];
                false ->
                    []
            end,
    {not has_text(Term), Forms, Texts}.

%% LOCAL_EXT, which OTP knows since 26. Not of functions: term_to_binary(fun lists:map/2, [local]) aborts the VMs of OTP 27
%% and 29 ("buffer overflow").
local(Term) ->
    case any_function(fun(_) -> true end, Term) of
        true -> [];
        false -> try [{local, term_to_binary(Term, [local])}] catch error:badarg -> [] end
    end.

%% The external form with tags that term_to_binary/1 does not choose.
other_tags(Term) -> iolist_to_binary([131, tagged(Term)]).

tagged(Term) when is_integer(Term) ->
    Digits = binary:encode_unsigned(abs(Term), little),
    Sign = case Term < 0 of true -> 1; false -> 0 end,
    Padded = <<Digits/binary, 0:(8 * one([0, 0, 1, 3]))>>,
    one([[97, Term] || Term >= 0, Term =< 255]
        ++ [<<98, Term:32>> || Term >= -(1 bsl 31), Term < 1 bsl 31]
        ++ [<<110, (byte_size(Padded)), Sign, Padded/binary>> || byte_size(Padded) =< 255]
        ++ [<<111, (byte_size(Padded)):32, Sign, Padded/binary>>]);
tagged(Term) when is_float(Term) ->
    one([without_version(term_to_binary(Term, [{minor_version, Version}])) || Version <- [0, 1]]);
tagged(Term) when is_atom(Term) ->
    Utf8 = atom_to_binary(Term, utf8),
    Latin1 = latin1(atom_to_list(Term)),
    one([<<118, (byte_size(Utf8)):16, Utf8/binary>>] ++ [<<119, (byte_size(Utf8)), Utf8/binary>> || byte_size(Utf8) =< 255]
        ++ [<<Form/binary, Latin1/binary>>
            || is_binary(Latin1), Form <- [<<100, (byte_size(Latin1)):16>>, <<115, (byte_size(Latin1))>>]]);
tagged(Term) when is_tuple(Term) ->
    Elements = [tagged(Element) || Element <- tuple_to_list(Term)],
    one([[<<105, (tuple_size(Term)):32>>, Elements]] ++ [[104, tuple_size(Term), Elements] || tuple_size(Term) =< 255]);
tagged([]) -> one([<<106>>, <<107, 0:16>>, <<108, 0:32, 106>>]);
tagged([_ | _] = Term) ->
    case length_and_tail(Term) of
        {Length, []} when Length =< 65535 ->
            one([[<<107, Length:16>>, Term] || lists:all(fun is_byte/1, Term)] ++ [tagged_list(Term, Length)]);
        {Length, _} ->
            tagged_list(Term, Length)
    end;
tagged(Term) when is_binary(Term) ->
    one([<<109, (byte_size(Term)):32, Term/binary>>] ++ [<<77, (byte_size(Term)):32, 8, Term/binary>> || Term =/= <<>>]);
tagged(Term) when is_map(Term) ->
    Pairs = [Pair || {_, Pair} <- lists:sort([{rand:uniform(), Pair} || Pair <- maps:to_list(Term)])],
    [<<116, (length(Pairs)):32>> | [[tagged(Key), tagged(Value)] || {Key, Value} <- Pairs]];
tagged(Term) when is_function(Term) ->
    case erlang:fun_info(Term, type) of
        {type, external} ->
            [{module, Module}, {name, Name}, {arity, Arity}] = [erlang:fun_info(Term, Key) || Key <- [module, name, arity]],
            [113, tagged(Module), tagged(Name), 97, Arity];
        {type, local} ->
            without_version(term_to_binary(Term))
    end;
tagged(Term) -> without_version(term_to_binary(Term)).

is_byte(Term) -> is_integer(Term) andalso Term >= 0 andalso Term =< 255.

%% A list may be written in parts, each the tail of the one before.
tagged_list(Term, Length) ->
    Part = case rand:uniform(3) of 1 -> rand:uniform(Length + 1) - 1; _ -> Length end,
    {Elements, Tail} = take(Part, Term),
    [<<108, Part:32>>, [tagged(Element) || Element <- Elements], case Part of 0 -> without_version(term_to_binary(Tail)); _ -> tagged(Tail) end].

take(0, Rest) -> {[], Rest};
take(N, [Head | Rest]) -> {Elements, Tail} = take(N - 1, Rest), {[Head | Elements], Tail}.

length_and_tail(List) -> length_and_tail(List, 0).
length_and_tail([_ | Tail], N) -> length_and_tail(Tail, N + 1);
length_and_tail(Tail, N) -> {N, Tail}.

without_version(<<131, Rest/binary>>) -> Rest.

%% ------------------------------------------------------------------------------------------------------------
%% Terms
%% ------------------------------------------------------------------------------------------------------------

one(List) -> lists:nth(rand:uniform(length(List)), List).
some(Most, Make) -> [Make() || _ <- lists:seq(1, rand:uniform(Most + 1) - 1)].

%% At least one of each kind, however few cases there are.
tags() ->
    lists:append([[Make(), Make()] || Make <- scalars()])
        ++ [-0.0, 0.0, 5.0e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1 bsl 2040, (1 bsl 2040) - 1, -(1 bsl 63),
            (1 bsl 63), 1 bsl (8 * 2000), large_map(0), large_map(1),
            list_to_tuple(lists:seq(1, 256)), [a | b], #{}, {}, [[]], #{[] => #{{} => []}}].

scalars() ->
    [fun integer/0, fun float/0, fun atom/0, fun text/0, fun bytes/0, fun bits/0, fun export/0, fun local_function/0, fun pid/0,
     fun port/0, fun reference/0].

random_term(0) ->
    %% Most terms shall have a text.
    Make = case rand:uniform(12) of 1 -> one(scalars()); _ -> one(lists:sublist(scalars(), 7)) end,
    Make();
random_term(Depth) ->
    Inner = fun() -> random_term(Depth - 1) end,
    case rand:uniform(7) of
        1 -> list_to_tuple(some(5, Inner));
        2 -> some(5, Inner);
        3 -> some(4, Inner) ++ random_term(0);
        4 -> maps:from_list(some(5, fun() -> {Inner(), Inner()} end));
        5 -> case rand:uniform(10) of 1 -> large_map(Depth - 1); _ -> [{atom(), Inner()}, {atom(), Inner()}] end;
        6 -> {atom(), Inner(), [Inner()]};
        7 -> random_term(0)
    end.

%% No identifiers among the keys: where a map is a hash table (more than 32 keys), equal references of another node that
%% have one word are different keys to OTP 25, so that such a map differs from itself after a round trip.
large_map(Depth) ->
    maps:from_list([{{Key, plain_scalar()}, random_term(Depth)} || Key <- lists:seq(1, 32 + rand:uniform(40))]).

plain_scalar() -> Make = one([fun integer/0, fun atom/0, fun text/0, fun bytes/0, fun bits/0]), Make().

integer() ->
    Bits = one([7, 8, 16, 31, 32, 59, 60, 63, 64, 65, 128, 2039, 2040, 2041, rand:uniform(70), rand:uniform(3000)]),
    Value = one([rand:uniform(1 bsl Bits) - 1, 1 bsl Bits, (1 bsl Bits) - 1, (1 bsl Bits) + 1]),
    one([Value, -Value]).

float() ->
    Bits = rand:uniform(1 bsl 64) - 1,
    Decimals = float(rand:uniform(1000000) - 500000) / one([1, 10, 100, 1000, 1024, 3]),
    Bytes = one([<<Bits:64>>, <<(rand:uniform(2) - 1):1, 0:11, Bits:52>>, <<(rand:uniform(2) - 1):1, 2046:11, Bits:52>>,
                 <<1:1, 0:63>>, <<Decimals/float>>, <<(Decimals * 1.0e21)/float>>, <<(Decimals * 1.0e-9)/float>>]),
    case Bytes of
        <<Float/float>> -> Float;
        _ -> float()
    end.

atom() ->
    Words = ["after", "maybe", "else", "", "a b", "don't", "A", "_", "@", "a@b", "\\", "ß", "Ä", "ok", "true", "'", "\n", "0"],
    Length = one([rand:uniform(6), rand:uniform(6), rand:uniform(6), 254, 255]),
    list_to_atom(one([one(Words), characters(Length)])).

text() ->
    List = one([characters(rand:uniform(12)), "plain text", some(300, fun() -> rand:uniform(256) - 1 end), [16#FFFE], [16#D800],
                [rand:uniform(16#1FFFFF) | "tail"]]),
    one([List, List, unicode_binary(List)]).

unicode_binary(List) ->
    case unicode:characters_to_binary(List) of
        Binary when is_binary(Binary) -> Binary;
        _ -> <<"no text">>
    end.

%% All of one kind, or mixed: the emulator chooses the tag by the widest.
characters(Length) ->
    Class = one([ascii, latin1, any, mixed]),
    [character(case Class of mixed -> one([ascii, latin1, any]); _ -> Class end) || _ <- lists:seq(1, Length)].

character(ascii) -> one([$a + rand:uniform(26) - 1, rand:uniform(128) - 1]);
character(latin1) -> rand:uniform(256) - 1;
character(any) ->
    %% U+FFFE and U+FFFF stand in no Erlang text, not even quoted.
    one([16#FF + rand:uniform(16#D7FF - 16#FF), 16#DFFF + rand:uniform(16#FFFD - 16#DFFF), 16#FFFF + rand:uniform(16#100000)]).

bytes() -> rand:bytes(one([0, 1, 3, 8, 255, 256, rand:uniform(40)])).

bits() -> Size = rand:uniform(70), <<(rand:uniform(1 bsl Size) - 1):Size>>.

export() -> fun_of(atom(), atom(), rand:uniform(256) - 1).
fun_of(Module, Name, Arity) -> fun Module:Name/Arity.

local_function() ->
    Value = random_term(1),
    one([fun(X) -> {X, Value} end, fun() -> ok end, fun main/1, fun(X, Y) -> [X, Y | Value] end]).

%% Identifiers of this node, and with all their tags those of others. Node names are atoms of any kind.
pid() ->
    one([self(), list_to_pid("<0." ++ integer_to_list(rand:uniform(20000)) ++ ".0>"),
         foreign([88, node_name(), <<(uniform(15)):32, (uniform(13)):32, (uniform(32)):32>>]),
         foreign([103, node_name(), <<(uniform(15)):32, (uniform(13)):32, (uniform(2)):8>>])]).

port() ->
    one([hd(erlang:ports()), list_to_port("#Port<0." ++ integer_to_list(rand:uniform(20000)) ++ ">"),
         foreign([89, node_name(), <<(uniform(28)):32, (uniform(32)):32>>]),
         foreign([102, node_name(), <<(uniform(28)):32, (uniform(2)):8>>]),
         foreign([120, node_name(), <<(uniform(64)):64, (uniform(32)):32>>])]).

reference() ->
    Words = rand:uniform(5),
    Rest = << <<(rand:uniform(1 bsl 32) - 1):32>> || _ <- lists:seq(2, Words) >>,
    one([make_ref(), alias([reply]), foreign([<<90, Words:16>>, node_name(), <<(uniform(32)):32, (uniform(18)):32>>, Rest]),
         foreign([<<101>>, node_name(), <<(uniform(18)):32, (uniform(2)):8>>]),
         foreign([<<114, (min(Words, 3)):16>>, node_name(), <<(uniform(2)):8, (uniform(18)):32>>,
                  binary:part(Rest, 0, 4 * (min(Words, 3) - 1))])]).

uniform(Bits) -> rand:uniform((1 bsl Bits) - 1).

node_name() -> tagged(one(['a@b', 'shop@10.0.0.7', 'ü@host', '日本@host'])).

foreign(Parts) -> binary_to_term(iolist_to_binary([131 | Parts])).
