#include "control/dns_message.hpp"
#include "fuzz_support.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const control::Family family : {control::Family::kIPv4, control::Family::kIPv6}) {
    fuzz::allowing_errors([&] {
      const control::DnsReply reply =
          control::read_dns_reply(fuzz::bytes(data, size), 0x1234, family, "input");
      fuzz::require(reply.is_answer || reply.addresses.empty(), "only an answer has addresses");
      for (const control::Address& address : reply.addresses) {
        fuzz::require(address.family() == family, "an address is of the kind that was asked for");
      }
    });
  }
  return 0;
}
