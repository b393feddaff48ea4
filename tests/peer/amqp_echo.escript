#!/usr/bin/env escript
%% ERL_LIBS=LIBRARY amqp_echo.escript PORT TEXT: puts a message into a new queue of the broker on 127.0.0.1:PORT, with
%% RabbitMQ's own AMQP 0-9-1 client, takes it out again and prints it.
-include_lib("amqp_client/include/amqp_client.hrl").

main([Port, Text]) ->
    ok = io:setopts([{encoding, unicode}]),
    {ok, Connection} = amqp_connection:start(#amqp_params_network{host = "127.0.0.1", port = list_to_integer(Port)}),
    {ok, Channel} = amqp_connection:open_channel(Connection),
    #'queue.declare_ok'{queue = Queue} = amqp_channel:call(Channel, #'queue.declare'{exclusive = true}),
    ok = amqp_channel:call(Channel, #'basic.publish'{routing_key = Queue},
                           #amqp_msg{payload = unicode:characters_to_binary(Text)}),
    {#'basic.get_ok'{}, #amqp_msg{payload = Payload}} =
        amqp_channel:call(Channel, #'basic.get'{queue = Queue, no_ack = true}),
    io:format("~ts~n", [Payload]),
    ok = amqp_connection:close(Connection).
