#include "registry/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "error_support.hpp"
#include "registry/base64.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Knows anna's password at every server but those that are not found, and notes what it is asked.
struct Helper {
  std::vector<std::string> asked = {};
  bool knows = true;

  CredentialHelper function() {
    return [this](const std::string& name, const std::string& server) -> std::optional<Credentials> {
      asked.push_back(name + " " + server);
      if (!knows) return std::nullopt;
      return Credentials{.username = "anna", .secret = "from " + name};
    };
  }
};

std::optional<Credentials> find(const std::string& text, const std::string& registry,
                                const std::string& repository = "team/app") {
  Helper helper{.knows = false};
  return credentials_in(text, "config.json", registry, repository, helper.function());
}

std::string auths(const std::string& server, const std::string& password) {
  return R"({"auths":{")" + server + R"(":{"auth":")" + base64_encoded("anna:" + password) + R"("}}})";
}

TEST(Credentials, AreThoseOfDockerLogin) {
  const auto found = find(auths("ghcr.io", "a:b"), "ghcr.io");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (Credentials{.username = "anna", .secret = "a:b", .source = "config.json"}));
  EXPECT_FALSE(find(auths("ghcr.io", "x"), "ghcr.io.example"));
  EXPECT_FALSE(find(auths("ghcr.io:443", "x"), "ghcr.io"));
}

TEST(Credentials, OfDockersOwnRegistryHaveManyNames) {
  for (const char* const server :
       {"https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io",
        "https://registry-1.docker.io/v2/", "https://docker.io"}) {
    EXPECT_TRUE(find(auths(server, "x"), "docker.io", "library/app")) << server;
  }
}

TEST(Credentials, OfTheMostSpecificRepositoryCount) {
  const std::string text = R"({"auths":{"q.example":{"auth":")" + base64_encoded("a:1") +
                           R"("},"q.example/team":{"auth":")" + base64_encoded("b:2") +
                           R"("},"q.example/team/app":{"auth":")" + base64_encoded("c:3") + R"("}}})";
  EXPECT_EQ(find(text, "q.example", "team/app")->username, "c");
  EXPECT_EQ(find(text, "q.example", "team/application")->username, "b");
  EXPECT_EQ(find(text, "q.example", "teams/app")->username, "a");
}

TEST(Credentials, CanBeTokens) {
  const auto identity =
      find(R"({"auths":{"a.example":{"auth":"MDAwMDo=","identitytoken":"tok"}}})", "a.example");
  EXPECT_EQ(identity->kind, Credentials::Kind::kIdentityToken);
  EXPECT_EQ(identity->secret, "tok");
  EXPECT_EQ(find(R"({"auths":{"a.example":{"registrytoken":"t"}}})", "a.example")->kind,
            Credentials::Kind::kRegistryToken);
}

TEST(Credentials, OfAHelperOfTheRegistryGoBeforeTheStore) {
  Helper helper;
  const std::string text =
      R"({"auths":{"a.example":{}},"credsStore":"store","credHelpers":{"a.example":"own"}})";
  EXPECT_EQ(credentials_in(text, "c", "a.example", "x", helper.function())->secret, "from own");
  EXPECT_EQ(credentials_in(text, "c", "docker.io", "x", helper.function())->secret, "from store");
  EXPECT_THAT(helper.asked, ElementsAre("own a.example", "store https://index.docker.io/v1/"));
  EXPECT_EQ(credentials_in(text, "c", "a.example", "x", helper.function())->source,
            "docker-credential-own (c)");
}

TEST(Credentials, ThatTheStoreDoesNotKnowAreLookedForInTheFile) {
  Helper helper{.knows = false};
  const std::string text = R"({"credsStore":"store",)" + auths("a.example", "x").substr(1);
  EXPECT_EQ(credentials_in(text, "c", "a.example", "x", helper.function())->secret, "x");
}

TEST(Credentials, ThatAreNoneAreRefusedWithTheirPlace) {
  EXPECT_THAT(error_of([] { find(R"({"auths":{"a.example":{"auth":"!!"}}})", "a.example"); }),
              HasSubstr("config.json: /auths/a.example/auth"));
  EXPECT_THAT(error_of([] { find(R"({"auths":[]})", "a.example"); }), HasSubstr("config.json: /auths"));
  EXPECT_THAT(error_of([] { find("{", "a.example"); }), HasSubstr("config.json"));
}

TEST(Credentials, AreLookedForInDockersFileAndInPodmans) {
  EXPECT_THAT(credential_files({{"HOME", "/h"}, {"XDG_RUNTIME_DIR", "/run/1"}}),
              ElementsAre("/h/.docker/config.json", "/run/1/containers/auth.json",
                          "/h/.config/containers/auth.json"));
  EXPECT_THAT(credential_files({{"HOME", "/h"}, {"DOCKER_CONFIG", "/d"}, {"XDG_CONFIG_HOME", "/c"}}),
              ElementsAre("/d/config.json", "/c/containers/auth.json"));
  EXPECT_THAT(credential_files({{"HOME", "/h"}, {"REGISTRY_AUTH_FILE", "/a.json"}}), ElementsAre("/a.json"));
  EXPECT_TRUE(credential_files({}).empty());
}

TEST(Credentials, OfTheFirstFileThatHasSomeCount) {
  const TemporaryFolder folder;
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(folder.path() / name) << text;
    return folder.path() / name;
  };
  const std::vector<std::filesystem::path> files = {folder.path() / "missing", write("empty", ""),
                                                    write("other", auths("b.example", "x")),
                                                    write("this", auths("a.example", "y"))};
  Helper helper;
  const auto found = find_credentials("a.example", "x", files, helper.function());
  EXPECT_EQ(found->secret, "y");
  EXPECT_EQ(found->source, files[3].string());
  EXPECT_FALSE(find_credentials("c.example", "x", files, helper.function()));
}

TEST(CredentialHelper, AnswersWithAPasswordOrAToken) {
  EXPECT_EQ(read_helper_answer(R"({"ServerURL":"x","Username":"anna","Secret":"s"})", "h")->username, "anna");
  EXPECT_EQ(read_helper_answer(R"({"Username":"<token>","Secret":"s"})", "h")->kind,
            Credentials::Kind::kIdentityToken);
  EXPECT_FALSE(read_helper_answer(R"({"Username":"","Secret":""})", "h"));
  EXPECT_THAT(error_of([] { read_helper_answer("no", "docker-credential-x"); }),
              HasSubstr("docker-credential-x"));
}

TEST(CredentialHelper, ThatIsNotThereIsNamed) {
  EXPECT_THAT(error_of([] { ask_credential_helper("not-there", "a.example"); }),
              HasSubstr("the program docker-credential-not-there, which is not in PATH"));
  EXPECT_THAT(error_of([] { ask_credential_helper("../x", "a.example"); }), HasSubstr("not \"../x\""));
}

}  // namespace
}  // namespace slipway::registry
