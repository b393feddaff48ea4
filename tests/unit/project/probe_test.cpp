#include "project/probe.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::project {
namespace {

/// A program `elixir` in front of PATH while it lives, which runs a script of bash with the descriptors $in
/// and $out.
class FakeElixir {
 public:
  explicit FakeElixir(const std::string& script) : path_(std::getenv("PATH")) {
    folder_.write("elixir",
                  "#!/bin/bash\n"
                  "[[ $* =~ -slipway_probe\\ ([0-9]+)\\ ([0-9]+) ]]\n"
                  "in=${BASH_REMATCH[1]} out=${BASH_REMATCH[2]}\n" +
                      script);
    std::filesystem::permissions(folder_ / "elixir", std::filesystem::perms::owner_all);
    ::setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
  }
  FakeElixir(const FakeElixir&) = delete;
  FakeElixir& operator=(const FakeElixir&) = delete;
  ~FakeElixir() { ::setenv("PATH", path_.c_str(), 1); }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

TEST(TheProbe, IsNotBelievedBehindAnAnswerThatCouldNotBeRead) {
  // A length of 4 GiB, and then an answer that could be understood: {ok, 1}.
  const FakeElixir elixir(
      "printf '\\377\\377\\377\\377\\0\\0\\0\\012\\203h\\2d\\0\\2oka\\1' >&$out\n"
      "cat <&$in >/dev/null\n");
  Probe probe = Probe::start({}, {}, {});
  const std::string why = "the probe's answer is larger than 1 GiB";
  EXPECT_EQ(error_of([&] { probe.testify(); }), why);
  EXPECT_EQ(error_of([&] { probe.next_call(); }), why);
  EXPECT_EQ(error_of([&] { probe.finish_call(); }), why);
}

}  // namespace
}  // namespace slipway::project
