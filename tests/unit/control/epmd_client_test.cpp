#include "control/epmd_client.hpp"

#include <gtest/gtest.h>

#include "control/failure.hpp"
#include "corpus_support.hpp"
#include "error_support.hpp"
#include "support/scripted_stream.hpp"

namespace slipway::control {
namespace {

using namespace std::string_view_literals;
using testing_support::scripted;

// Recorded from epmd of OTP 25.
constexpr std::string_view kFound(
    "\x77\x00\x9b\x2d\x4d\x00\x00\x06\x00\x05\x00\x04"
    "bare\x00\x00",
    18);

TEST(EpmdClient, AsksForTheNameAndTakesThePort) {
  const auto written = std::make_shared<std::string>();
  Connection epmd = scripted(kFound, 1, written);
  EXPECT_EQ(ask_epmd(epmd, "bare"), 0x9b2d);
  EXPECT_EQ(*written, "\x00\x05zbare"sv);
}

TEST(EpmdClient, GetsNoPortForANodeThatIsNotThere) {
  Connection epmd = scripted("\x77\x01"sv);
  EXPECT_EQ(ask_epmd(epmd, "bare"), std::nullopt);
}

constexpr HostileFile kHostile[] = {
    {"empty", " closed the connection"},
    {"http", " is no port mapper: expected an answer that begins with 119, found 72"},
    {"cut_behind_the_tag", " closed the connection"},
    {"cut_behind_the_result", " closed the connection"},
    {"cut_in_the_versions", " closed the connection"},
    {"port_0", " gave the port 0 for the node"},
    {"too_old",
     " says that the node speaks versions 5 to 5 of the distribution protocol; this program speaks version "
     "6"},
    {"too_new",
     " says that the node speaks versions 7 to 9 of the distribution protocol; this program speaks version "
     "6"},
};

TEST(EpmdClient, RefusesWhatIsNoAnswer) {
  expect_corpus("epmd", kHostile, [](std::string_view bytes, std::string_view source) {
    Connection epmd(
        std::make_unique<testing_support::ScriptedStream>(std::string(bytes), 3, nullptr, nullptr),
        std::string(source));
    ask_epmd(epmd, "bare");
  });
}

}  // namespace
}  // namespace slipway::control
