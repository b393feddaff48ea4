#include "control/session.hpp"

#include "erl/term.hpp"

namespace slipway::control {

Message wait_for_call(NodeConnection& node, IoServer& io, std::uint32_t call) {
  for (;;) {
    pollfd input = io.wanted();
    const bool has_message = node.wait({&input, 1});
    if (input.revents != 0) io.read_input();
    if (!has_message) continue;
    std::optional<Message> message = node.receive();
    if (!message) continue;
    if (message->kind == Message::Kind::kSend) {
      io.receive();
    } else if (message->reference == call) {
      const bool spawned = message->kind == Message::Kind::kSpawned && !message->process.is<erl::Atom>();
      if (!spawned) return *std::move(message);
    } else {
      io.receive_end(*message);
    }
  }
}

}  // namespace slipway::control
