#include "launcher/stop_request.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "control/call.hpp"
#include "erl/term.hpp"
#include "launcher/parent_socket.hpp"

namespace slipway::launcher {
namespace {

using control::NodeConnection;
using erl::Term;

// Evaluated on the node: a socket is closed with the process that has opened it, so that opening and sending
// are one call.
constexpr std::string_view kTellParent =
    "{ok, S} = gen_udp:open(0, [local]),"
    " ok = gen_udp:send(S, {local, list_to_binary([0 | tl(os:getenv(\"SLIPWAY_PARENT\"))])}, 0, "
    "<<\"STOP\">>),"
    " gen_udp:close(S).";

[[noreturn]] void fail(NodeConnection& node, const std::string& step) {
  throw Error(node.connection().peer() + " could not tell its launcher to stop it (" + step +
              "); send SIGTERM to the launcher's process");
}

/// The element at `index` of the result {ok, ...}.
Term take_ok(NodeConnection& node, const control::CallResult& result, std::size_t arity,
             std::string_view step) {
  if (result.end != control::CallEnd::kReturned) fail(node, std::string(step));
  const Term term = result.term();
  const std::vector<Term>* elements = term.tagged_tuple("ok", arity);
  if (elements == nullptr) fail(node, std::string(step));
  return (*elements)[1];
}

void tell_parent(NodeConnection& node) {
  const Term tokens = take_ok(node, call(node, "erl_scan", "string", erl::list({erl::charlist(kTellParent)})),
                              3, "erl_scan:string/1");
  const Term expressions = take_ok(node, call(node, "erl_parse", "parse_exprs", erl::list({tokens})), 2,
                                   "erl_parse:parse_exprs/1");
  const control::CallResult told = call(node, "erl_eval", "exprs", erl::list({expressions, erl::list({})}));
  if (told.end != control::CallEnd::kReturned) fail(node, "gen_udp:send/4");
}

}  // namespace

void ask_to_stop(NodeConnection& node) {
  const control::CallResult parent = call(node, "os", "getenv", erl::list({erl::charlist(kParentVariable)}));
  if (parent.end != control::CallEnd::kReturned || parent.is_atom("false")) {
    call(node, "init", "stop", erl::list({}));
  } else {
    tell_parent(node);
  }
}

}  // namespace slipway::launcher
