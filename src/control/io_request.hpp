#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/characters.hpp"
#include "control/node_connection.hpp"
#include "erl/term.hpp"

namespace slipway::control {

// The Erlang I/O protocol (stdlib user's guide, "The Erlang I/O Protocol"; io.erl and group.erl of OTP 25 to
// 29). What a process prints or reads goes to its group leader, which we are for what we spawn:
//
//   message  = {io_request, From, ReplyAs, Request}      answer: From ! {io_reply, ReplyAs, Reply}
//   Request  = {put_chars, Encoding, Chars} | {put_chars, Encoding, Module, Function, Arguments}
//            | {get_line, Encoding, Prompt} | {get_chars, Encoding, Prompt, N} | {get_password, Encoding}
//            | {get_until, Encoding, Prompt, Module, Function, Arguments}
//            | {setopts, Options} | getopts | {get_geometry, columns | rows} | {requests, [Request]}
//
// and the older forms without Encoding, which mean latin1.

/// A term of a request that is kept is no larger; text that is printed is not kept.
inline constexpr std::size_t kLargestRequestTerm = std::size_t{16} << 20;

/// Who asked.
struct IoClient {
  erl::Term from;
  erl::Term reply_as;
};

/// Reads {io_request, From, ReplyAs, ...} up to the request, where the reader then stands; nothing where the
/// message is another one.
std::optional<IoClient> read_io_client(TermReader& payload);

/// A request without its text. For kPutChars the reader stands in front of the characters.
struct IoRequest {
  enum class Kind {
    kPutChars,
    kPutResult,  // of module:function(arguments)
    kGetLine,
    kGetChars,
    kGetPassword,
    kGetUntil,
    kSetOptions,
    kGetOptions,
    kGetColumns,
    kGetRows,
    kRequests,
    kEndOfRequests,  // [], the tail of their list
    kUnknown,
  };
  Kind kind = Kind::kUnknown;
  CharacterEncoding encoding = CharacterEncoding::kLatin1;
  /// kPutResult, kGetUntil.
  std::string module;
  std::string function;
  /// kPutResult, kGetUntil: the arguments; kGetLine, kGetChars, kGetUntil: the prompt. As they came.
  std::string arguments;
  std::string prompt;
  /// kGetChars.
  std::int64_t count = 0;
  /// kSetOptions.
  erl::Term options;
  /// kRequests: so many follow, in front of the tail of their list; 0 where the list is empty and was read.
  std::uint32_t requests = 0;
};

IoRequest read_io_request(TermReader& reader);

/// {io_reply, ReplyAs, Reply}.
void reply_to(NodeConnection& node, const IoClient& client, const erl::Term& reply);

}  // namespace slipway::control
