#include "launcher/control_options.hpp"

#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::launcher {
namespace {

using Words = std::vector<std::string>;
const std::vector<std::string_view> kAll = {"--timeout", "--file", "--mfa"};

ControlOptions read(const Words& words) { return read_control_options("rpc", words, kAll); }
std::string refusal(const Words& words) {
  return error_of([&] { read(words); });
}

TEST(ControlOptions, StandInFrontOfTheWords) {
  const ControlOptions options = read({"--timeout", "1.5", "IO.puts(1)", "--file"});
  EXPECT_EQ(options.timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(options.words, (Words{"IO.puts(1)", "--file"}));
  EXPECT_FALSE(options.file);
}

TEST(ControlOptions, EndAtTwoHyphensAndBehindMfa) {
  EXPECT_EQ(read({"--", "--file"}).words, (Words{"--file"}));
  const ControlOptions options = read({"--mfa", "M", "f", "--timeout"});
  EXPECT_TRUE(options.mfa);
  EXPECT_EQ(options.words, (Words{"M", "f", "--timeout"}));
}

TEST(ControlOptions, CanBeAbsent) {
  const ControlOptions options = read({});
  EXPECT_FALSE(options.timeout);
  EXPECT_TRUE(options.words.empty());
  EXPECT_TRUE(options.wait);
}

TEST(ControlOptions, TakeSecondsToTheMillisecond) {
  EXPECT_EQ(read({"--timeout", "5"}).timeout, std::chrono::seconds(5));
  EXPECT_EQ(read({"--timeout", ".25"}).timeout, std::chrono::milliseconds(250));
  EXPECT_EQ(read({"--timeout", "0.0019"}).timeout, std::chrono::milliseconds(1));
}

TEST(ControlOptions, RefuseWhatIsNoTime) {
  for (const char* text : {"", ".", "0", "0.0001", "-1", "1s", "1.x", "1e3", "12345678901"}) {
    EXPECT_EQ(refusal({"--timeout", text}), "--timeout is \"" + std::string(text) +
                                                "\"; it is a number of seconds above 0, such as 5 or 0.5");
  }
}

TEST(ControlOptions, RefuseOthersAndMissingValues) {
  EXPECT_EQ(refusal({"--timeot", "5"}), "rpc has no option --timeot; did you mean --timeout?");
  EXPECT_EQ(refusal({"--in-the-background"}),
            "rpc has no option --in-the-background; it has --timeout, --file, --mfa");
  EXPECT_EQ(refusal({"--timeout"}), "--timeout needs a number of seconds behind it");
  EXPECT_EQ(refusal({"--file"}), "--file needs the path of a file behind it");
}

}  // namespace
}  // namespace slipway::launcher
