#include "control/epmd_client.hpp"

#include <string>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "control/failure.hpp"

namespace slipway::control {
namespace {

constexpr std::uint8_t kPortRequest = 122;
constexpr std::uint8_t kPortResponse = 119;

[[noreturn]] void fail(const Connection& epmd, const std::string& problem) {
  throw ConnectionError(Failure::kProtocol, epmd.peer() + " " + problem);
}

}  // namespace

std::optional<std::uint16_t> ask_epmd(Connection& epmd, std::string_view name) {
  ByteWriter request;
  request.u16(static_cast<std::uint16_t>(name.size() + 1));
  request.u8(kPortRequest);
  request.bytes(name);
  epmd.write(std::move(request).finish());

  const std::string head = epmd.read_exactly(2);
  ByteReader reader(head, epmd.peer());
  if (const std::uint8_t tag = reader.u8("the answer"); tag != kPortResponse) {
    fail(epmd, "is no port mapper: expected an answer that begins with 119, found " + std::to_string(tag));
  }
  if (reader.u8("the result") != 0) return std::nullopt;

  const std::string rest = epmd.read_exactly(8);
  ByteReader found(rest, epmd.peer());
  const std::uint16_t port = found.u16("the port");
  found.u16("the type and the protocol");
  const std::uint16_t highest = found.u16("the highest version");
  const std::uint16_t lowest = found.u16("the lowest version");
  if (port == 0) fail(epmd, "gave the port 0 for the node");
  if (lowest > kDistributionVersion || highest < kDistributionVersion) {
    fail(epmd, "says that the node speaks versions " + std::to_string(lowest) + " to " +
                   std::to_string(highest) + " of the distribution protocol; this program speaks version 6");
  }
  return port;
}

}  // namespace slipway::control
