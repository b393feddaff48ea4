#include "project/installed_modules.hpp"

#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::project {
namespace {

TEST(InstalledModules, AreToldByTheirFiles) {
  const TemporaryFolder folder;
  const auto install = [&](const char* path) { folder.write(path, ""); };
  install("otp/xmerl-1.3.30/ebin/xmerl_scan.beam");
  install("otp/xmerl-1.3.30/ebin/xmerl.app");
  install("otp/my-app/ebin/my_app.beam");
  install("otp/erts-13.1/ebin/erlang.beam");
  install("otp/README");
  install("elixir/logger/ebin/Elixir.Logger.beam");
  EXPECT_EQ(find_installed_modules({folder / "otp", folder / "elixir", folder / "gone"}),
            (InstalledModules{{"Elixir.Logger", "logger"}, {"my_app", "my-app"}, {"xmerl_scan", "xmerl"}}));
}

}  // namespace
}  // namespace slipway::project
