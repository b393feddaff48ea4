#include "launcher/env_script.hpp"

#include <gtest/gtest.h>

namespace slipway::launcher {
namespace {

TEST(EnvScript, IsSourcedFromAPathWithAnyCharacter) {
  const std::string script = sourcing_script("/it's \"a\" $HOME/bin/x", "/it's/releases/1");
  EXPECT_NE(script.find("SELF='/it'\\''s \"a\" $HOME/bin/x'\n"), std::string::npos) << script;
  EXPECT_NE(script.find("REL_VSN_DIR='/it'\\''s/releases/1'\n"), std::string::npos) << script;
  EXPECT_NE(script.find("exec '/it'\\''s \"a\" $HOME/bin/x' --slipway-after-env-sh"), std::string::npos)
      << script;
}

}  // namespace
}  // namespace slipway::launcher
