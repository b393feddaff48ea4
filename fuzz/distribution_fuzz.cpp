// Packets of a node, as far as a call takes them: control messages, payloads, I/O requests, results.

#include <fcntl.h>
#include <unistd.h>

#include "control/io_server.hpp"
#include "control/node_connection.hpp"
#include "control/session.hpp"
#include "fuzz_support.hpp"
#include "support/scripted_stream.hpp"

using namespace slipway;

namespace {

void run_call(std::string_view packets, std::size_t piece, int null) {
  control::NodeConnection node(
      testing_support::scripted(packets, piece),
      {.our_name = "5F@host", .our_creation = 77, .common_flags = control::kOurFlags});
  const std::uint32_t call = begin_call(node, "m", "f", erl::list({}));
  control::IoServer io(node, {null, null});
  const control::Message end = wait_for_call(node, io, call);
  if (end.kind == control::Message::Kind::kDown) {
    const control::CallResult result = control::read_call_result(node.payload());
    fuzz::require(!result.value.empty(), "a result has bytes");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  fuzz::allowing_errors([&] { run_call(fuzz::bytes(data, size), SIZE_MAX, null); });
  fuzz::allowing_errors([&] { run_call(fuzz::bytes(data, size), 1 + size % 9, null); });
  return 0;
}
