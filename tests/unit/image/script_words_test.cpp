#include "image/script_words.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

using Words = std::set<std::string>;

TEST(ScriptWords, AreWhatCanBeACommand) {
  const Words words = script_words("ls -l\n# rm -rf /\n  A=1 B=2 sort | uniq -c; (wc)");
  EXPECT_EQ(words, (Words{"ls", "sort", "uniq", "wc"}));
  EXPECT_TRUE(script_words("export NODE=app@$(hostname -i)").contains("hostname"));
  EXPECT_TRUE(script_words("export NODE=\"app@`hostname -i`\"").contains("hostname"));
  EXPECT_TRUE(script_words("if test -f x; then exec /usr/bin/env cat; fi").contains("cat"));
  EXPECT_TRUE(script_words("a && ! grep -q x y").contains("grep"));
  EXPECT_TRUE(script_words("").empty());
}

TEST(ScriptWords, KnowInterpreters) {
  EXPECT_EQ(read_interpreter("/bin/sh -e").program, "/bin/sh");
  EXPECT_EQ(read_interpreter(" /usr/bin/env -S A=1 bash -e").program, "bash");
  EXPECT_TRUE(read_interpreter("/usr/bin/env bash").by_env);
  EXPECT_EQ(read_interpreter("/usr/bin/env").program, "/usr/bin/env");
  EXPECT_EQ(read_interpreter("").program, "");
}

}  // namespace
}  // namespace slipway::image
