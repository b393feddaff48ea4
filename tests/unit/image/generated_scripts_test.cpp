#include "image/generated_scripts.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

const std::string kEnter = "cd -P -- \"$(dirname -- \"$0\")\"\n";
const std::string kServer = "PHX_SERVER=true exec ./shop start";

std::optional<erl::LaunchProgram> recognise(const std::string& text) {
  return recognise_generated_script("server", text, "shop");
}

TEST(GeneratedScripts, StartTheServer) {
  for (const std::string begin : {"#!/bin/sh\nset -eu\n\n", "#!/bin/sh\n"}) {
    for (const std::string end : {"\n", ""}) {
      const auto program = recognise(begin + kEnter + kServer + end);
      ASSERT_TRUE(program);
      EXPECT_EQ(program->name, "server");
      EXPECT_EQ(program->environment,
                (std::vector<std::pair<std::string, std::string>>{{"PHX_SERVER", "true"}}));
      EXPECT_EQ(program->words, (erl::LaunchStep{"start"}));
    }
  }
}

TEST(GeneratedScripts, Migrate) {
  const auto program =
      recognise("#!/bin/sh\nset -eu\n\n" + kEnter + "exec ./shop eval Shop.Release.migrate\n");
  ASSERT_TRUE(program);
  EXPECT_TRUE(program->environment.empty());
  EXPECT_EQ(program->words, (erl::LaunchStep{"eval", "Shop.Release.migrate"}));
}

TEST(GeneratedScripts, ThatSomebodyChangedAreScripts) {
  const std::string begin = "#!/bin/sh\nset -eu\n\n" + kEnter;
  EXPECT_FALSE(recognise(begin + "ulimit -n 10000\n" + kServer + "\n"));
  EXPECT_FALSE(recognise(begin + "PHX_SERVER=true exec ./other start\n"));
  EXPECT_FALSE(recognise(begin + kServer + " # comment\n"));
  EXPECT_FALSE(recognise(begin + kServer + "\n\n"));
  EXPECT_FALSE(recognise("#!/bin/bash\n" + kEnter + kServer + "\n"));
  EXPECT_FALSE(recognise(begin + "exec ./shop eval Shop.Release.migrate; echo done\n"));
  EXPECT_FALSE(recognise(begin + "exec ./shop eval $MODULE.Release.migrate\n"));
  EXPECT_FALSE(recognise(begin + "exec ./shop eval Shop.Release.rollback\n"));
  EXPECT_FALSE(recognise(""));
}

}  // namespace
}  // namespace slipway::image
