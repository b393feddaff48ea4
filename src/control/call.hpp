#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "control/node_connection.hpp"
#include "erl/term.hpp"

namespace slipway::control {

// A function of the node is called as erpc(3) does it: a process is spawned that runs
// erpc:execute_call(Reference, M, F, Arguments) and exits with what came of it, so that the answer is the
// reason of the kDown message:
//
//   {Reference, return, Value} | {Reference, throw, Value} | {Reference, exit, Reason}
//   | {Reference, error, Reason} | {Reference, error, Reason, Stack}
//   | any other reason: the process was ended by a signal, or the node went away

/// How a call ended.
enum class CallEnd { kReturned, kThrew, kExited, kFailed, kEnded };

/// Values are the bytes of an external term without its version, which can be sent back to the node as they
/// are (as_is, term_reader.hpp).
struct CallResult {
  CallEnd end = CallEnd::kEnded;
  /// What it returned or threw, or the reason.
  std::string value;
  /// kFailed: the stack trace; [] where there is none.
  std::string stack;

  bool is_atom(std::string_view name) const;
  erl::Term term() const;
};

/// No result that is kept is larger.
inline constexpr std::size_t kLargestResult = std::size_t{16} << 20;

/// Begins a call; `arguments` is a list. kDown with the number that it returns holds its result.
std::uint32_t begin_call(NodeConnection& node, std::string_view module, std::string_view function,
                         const erl::Term& arguments,
                         NodeConnection::Tie tie = NodeConnection::Tie::kMonitored,
                         const erl::Term* group_leader = nullptr);

/// Reads from the payload of that kDown message how the call ended. The reader then stands in front of the
/// value, which the caller reads; with kEnded the reason is in `value` already.
CallResult read_call_head(TermReader& payload);
/// All of it.
CallResult read_call_result(TermReader& payload, std::size_t limit = kLargestResult);

/// A call that neither prints nor reads: waits for its result within the deadline of the connection.
CallResult call(NodeConnection& node, std::string_view module, std::string_view function,
                const erl::Term& arguments);

}  // namespace slipway::control
