#include "control/call.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "erl/external.hpp"
#include "erl/external_tags.hpp"

namespace slipway::control {
namespace {

using erl::Term;

/// The reference in the answer: we know the call by the process that it comes from.
constexpr std::string_view kReference = "slipway";

constexpr auto kEnds = std::to_array<std::pair<std::string_view, CallEnd>>({
    {"return", CallEnd::kReturned},
    {"throw", CallEnd::kThrew},
    {"exit", CallEnd::kExited},
    {"error", CallEnd::kFailed},
});

bool is_atom(const std::string& external, std::string_view name) {
  MemorySource source(external);
  TermReader reader(source, external.size(), "a result");
  return reader.atom() == name;
}

/// A reason that begins as an answer does not: its bytes, of which `read` are read.
std::string whole_tuple(TermReader& payload, std::string read, std::uint32_t elements_left) {
  for (; elements_left > 0; --elements_left) {
    read += payload.capture(kLargestResult - std::min(kLargestResult, read.size()));
  }
  return read;
}

}  // namespace

bool CallResult::is_atom(std::string_view name) const { return control::is_atom(value, name); }

Term CallResult::term() const {
  return erl::decode_external(static_cast<char>(erl::kExternalVersion) + value, "a result");
}

std::uint32_t begin_call(NodeConnection& node, std::string_view module, std::string_view function,
                         const Term& arguments, NodeConnection::Tie tie, const Term* group_leader) {
  return node.spawn("erpc", "execute_call",
                    erl::list({erl::atom(kReference), erl::atom(module), erl::atom(function), arguments}), 4,
                    tie, group_leader);
}

CallResult read_call_head(TermReader& payload) {
  if (payload.peek_tag() != erl::kSmallTuple) return {CallEnd::kEnded, payload.capture(kLargestResult), {}};
  const std::uint32_t size = *payload.tuple_size();
  std::string bytes = {static_cast<char>(erl::kSmallTuple), static_cast<char>(size)};
  if (size < 3) return {CallEnd::kEnded, whole_tuple(payload, std::move(bytes), size), {}};
  const std::string reference = payload.capture(kLargestResult);
  const std::string how = payload.capture(kLargestResult);
  const auto end =
      std::find_if(kEnds.begin(), kEnds.end(), [&](const auto& row) { return is_atom(how, row.first); });
  if (!is_atom(reference, kReference) || end == kEnds.end()) {
    return {CallEnd::kEnded, whole_tuple(payload, bytes + reference + how, size - 2), {}};
  }
  return {end->second, {}, {}};
}

CallResult read_call_result(TermReader& payload, std::size_t limit) {
  CallResult result = read_call_head(payload);
  if (result.end == CallEnd::kEnded) return result;
  result.value = payload.capture(limit);
  if (result.end == CallEnd::kFailed) {
    result.stack =
        payload.remaining() > 0 ? payload.capture(limit) : std::string(1, static_cast<char>(erl::kNil));
  }
  return result;
}

CallResult call(NodeConnection& node, std::string_view module, std::string_view function,
                const Term& arguments) {
  const std::uint32_t number = begin_call(node, module, function, arguments);
  for (;;) {
    const std::optional<Message> message = node.receive();
    if (!message || message->reference != number) continue;
    if (message->kind == Message::Kind::kDown) return read_call_result(node.payload());
    if (message->kind == Message::Kind::kSpawned && message->process.is<erl::Atom>()) {
      return {CallEnd::kEnded, external_of(message->process), {}};
    }
  }
}

}  // namespace slipway::control
