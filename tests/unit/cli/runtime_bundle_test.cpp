#include "cli/runtime_bundle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

oci::ImageConfig image() {
  oci::ImageConfig config;
  config.user = "65532:100";
  config.env = {"A=image", "B=image"};
  config.entrypoint = {"/app/bin/shop"};
  config.cmd = {"start"};
  config.working_dir = "/app";
  return config;
}

TEST(RuntimeConfiguration, IsThatOfTheImage) {
  const std::string text = runtime_configuration(image(), {}, false);
  EXPECT_THAT(text, HasSubstr("\"uid\": 65532"));
  EXPECT_THAT(text, HasSubstr("\"gid\": 100"));
  EXPECT_THAT(text, HasSubstr("\"/app/bin/shop\",\n      \"start\""));
  EXPECT_THAT(text, HasSubstr("\"cwd\": \"/app\""));
  EXPECT_THAT(text, HasSubstr("\"readonly\": true"));
  EXPECT_THAT(text, HasSubstr("\"noNewPrivileges\": true"));
}

TEST(RuntimeConfiguration, TakesVariablesAndWordsOfTheCommandLineFirst) {
  const std::string text = runtime_configuration(
      image(), {.environment = {"A=given", "C=given"}, .command = {"eval", "1"}}, false);
  EXPECT_THAT(text, HasSubstr("\"A=given\""));
  EXPECT_THAT(text, Not(HasSubstr("\"A=image\"")));
  EXPECT_THAT(text, HasSubstr("\"B=image\""));
  EXPECT_THAT(text, HasSubstr("\"/app/bin/shop\",\n      \"eval\",\n      \"1\""));
}

TEST(RuntimeConfiguration, NeedsAUserByNumberAndACommand) {
  oci::ImageConfig config = image();
  config.user = "nobody";
  EXPECT_THAT(error_of([&] { runtime_configuration(config, {}, false); }), HasSubstr("\"nobody\""));
  config = {};
  EXPECT_THAT(error_of([&] { runtime_configuration(config, {}, false); }),
              HasSubstr("neither an entrypoint nor a command"));
}

}  // namespace
}  // namespace slipway::cli
