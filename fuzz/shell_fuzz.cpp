// What a node sends to a remote shell: I/O requests, results and ends, with lines that are entered meanwhile.

#include <fcntl.h>
#include <unistd.h>

#include "fuzz_support.hpp"
#include "launcher/shell_session.hpp"
#include "support/scripted_stream.hpp"

using namespace slipway;
using namespace slipway::launcher;

namespace {

void run_shell(std::string_view packets, ShellKind kind, bool has_terminal, int null) {
  control::NodeConnection node(
      testing_support::scripted(packets, SIZE_MAX),
      {.our_name = "5F@host", .our_creation = 77, .common_flags = control::kOurFlags});
  control::TextBuffer shown;
  LineTerminal line(shown, editor::History(), {40, 10});
  ShellSession session(node, {null, null}, has_terminal ? &line : nullptr);
  find_shell(node);
  session.start(kind);
  editor::KeyDecoder keys;
  for (int step = 0; !session.has_ended(); ++step) {
    session.receive();
    constexpr std::array<std::string_view, 5> kKeys = {"40 + 2\r", "En\t", "\033[200~a\nb\033[201~\r", "x",
                                                       "\r"};
    if (has_terminal && line.is_editing()) {
      session.press(keys.decode(kKeys[static_cast<std::size_t>(step) % kKeys.size()]));
    }
    if (step == 20) session.interrupt();
    if (step == 30) session.hang_up(1);
    session.settle();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const std::string_view packets = fuzz::bytes(data, size);
  fuzz::allowing_errors([&] { run_shell(packets, ShellKind::kIex, true, null); });
  fuzz::allowing_errors([&] { run_shell(packets, ShellKind::kErlang, false, null); });
  return 0;
}
