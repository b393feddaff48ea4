#!/usr/bin/env escript
%% make_boot_script.escript FOLDER NAME LIBRARY: systools makes FOLDER/by-systools/NAME.boot of FOLDER/NAME.rel, as Mix
%% lets it: applications of LIBRARY get paths below $RELEASE_LIB.
main([Folder, Name, Library]) ->
    Options = [silent, no_dot_erlang, no_warn_sasl, {path, [filename:join(Library, "*/ebin")]},
               {variables, [{"RELEASE_LIB", Library}]}, {outdir, filename:join(Folder, "by-systools")}],
    case systools:make_script(filename:join(Folder, Name), Options) of
        {ok, _, []} -> ok;
        {ok, Module, Warnings} -> io:format("~ts~n", [Module:format_warning(Warnings)]);
        {error, Module, Error} -> io:format("~ts~n", [Module:format_error(Error)]), halt(1)
    end.
