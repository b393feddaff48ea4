#include "registry/authorization.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "registry/base64.hpp"
#include "registry/fake_registry_support.hpp"

namespace slipway::registry {
namespace {

using testing::HasSubstr;

const Url kApi = Url::parse("https://r.example", "test");
const Scopes kPush = {push_scope("team/app")};

HttpResponse challenge(const std::string& text) { return response_of(401, {{"www-authenticate", text}}); }
HttpResponse bearer() { return challenge(R"(Bearer realm="https://auth.example/token",service="r")"); }

/// A server of tokens that notes what it is asked.
struct TokenServer {
  std::vector<HttpRequest> asked = {};
  std::vector<HttpResponse> answers = {};
  std::chrono::steady_clock::time_point now = {};

  Authorization authorization(std::optional<Credentials> credentials) {
    return {kApi, std::move(credentials),
            [this](const HttpRequest& request) {
              asked.push_back(request);
              return answers.at(std::min(asked.size(), answers.size()) - 1);
            },
            [this] { return now; }};
  }
};

Credentials password() { return {.username = "anna", .secret = "s", .source = "config.json"}; }

TEST(Authorization, IsNoneBeforeAChallenge) {
  TokenServer server;
  Authorization authorization = server.authorization(password());
  EXPECT_EQ(authorization.value(kPush), std::nullopt);
}

TEST(Authorization, IsThePasswordWhereThatIsWanted) {
  TokenServer server;
  Authorization authorization = server.authorization(password());
  EXPECT_TRUE(authorization.learn(challenge("Basic realm=x"), kPush, std::nullopt));
  EXPECT_EQ(authorization.value(kPush), "Basic " + base64_encoded("anna:s"));
  EXPECT_FALSE(authorization.learn(challenge("Basic realm=x"), kPush, authorization.value(kPush)))
      << "a password that was refused is not sent again";
}

TEST(Authorization, WithoutAPasswordIsNotTried) {
  TokenServer server;
  Authorization authorization = server.authorization(std::nullopt);
  EXPECT_FALSE(authorization.learn(challenge("Basic realm=x"), kPush, std::nullopt));
}

TEST(Authorization, IsATokenForTheScopes) {
  TokenServer server{.answers = {response_of(200, {}, R"({"token":"t1"})")}};
  Authorization authorization = server.authorization(password());
  EXPECT_TRUE(authorization.learn(bearer(), kPush, std::nullopt));
  EXPECT_EQ(authorization.value(kPush), "Bearer t1");
  EXPECT_EQ(authorization.value(kPush), "Bearer t1");
  ASSERT_EQ(server.asked.size(), 1U) << "it is asked for once";
  EXPECT_EQ(server.asked[0].url.text(),
            "https://auth.example/token?service=r&scope=repository%3Ateam%2Fapp%3Apull%2Cpush&account=anna");
  EXPECT_EQ(server.asked[0].fields[0].value, "Basic " + base64_encoded("anna:s"));
}

TEST(Authorization, OfSomeoneWithoutCredentialsIsATokenToo) {
  TokenServer server{.answers = {response_of(200, {}, R"({"access_token":"t1"})")}};
  Authorization authorization = server.authorization(std::nullopt);
  EXPECT_TRUE(authorization.learn(bearer(), kPush, std::nullopt));
  EXPECT_EQ(authorization.value(kPush), "Bearer t1");
  EXPECT_TRUE(server.asked[0].fields.empty());
}

TEST(Authorization, IsRenewedWhenItEnds) {
  TokenServer server{.answers = {response_of(200, {}, R"({"token":"t1","expires_in":300})"),
                                 response_of(200, {}, R"({"token":"t2"})")}};
  Authorization authorization = server.authorization(password());
  authorization.learn(bearer(), kPush, std::nullopt);
  EXPECT_EQ(authorization.value(kPush), "Bearer t1");
  server.now += std::chrono::seconds(289);
  EXPECT_EQ(authorization.value(kPush), "Bearer t1");
  server.now += std::chrono::seconds(2);
  EXPECT_EQ(authorization.value(kPush), "Bearer t2");
}

TEST(Authorization, IsRenewedWhenItIsRefused) {
  TokenServer server{
      .answers = {response_of(200, {}, R"({"token":"t1"})"), response_of(200, {}, R"({"token":"t2"})")}};
  Authorization authorization = server.authorization(password());
  authorization.learn(bearer(), kPush, std::nullopt);
  const auto first = authorization.value(kPush);
  EXPECT_TRUE(authorization.learn(bearer(), kPush, first));
  EXPECT_EQ(authorization.value(kPush), "Bearer t2");
  EXPECT_TRUE(authorization.learn(bearer(), kPush, first)) << "a thread that was slower takes the new one";
  EXPECT_EQ(server.asked.size(), 2U);
}

TEST(Authorization, ByAnIdentityTokenIsAskedForWithAForm) {
  TokenServer server{.answers = {response_of(200, {}, R"({"access_token":"t1"})")}};
  Authorization authorization =
      server.authorization(Credentials{.kind = Credentials::Kind::kIdentityToken, .secret = "id en"});
  authorization.learn(bearer(), kPush, std::nullopt);
  EXPECT_EQ(authorization.value(kPush), "Bearer t1");
  EXPECT_EQ(server.asked[0].method, "POST");
  const std::string body(server.asked[0].body->open()());
  EXPECT_EQ(
      body,
      "grant_type=refresh_token&service=r&scope=repository%3Ateam%2Fapp%3Apull%2Cpush&client_id=slipway&"
      "refresh_token=id%20en");
}

TEST(Authorization, NeverGoesThereWithoutTls) {
  TokenServer server;
  Authorization authorization = server.authorization(password());
  EXPECT_THAT(error_of([&] {
                authorization.learn(challenge(R"(Bearer realm="http://auth.example/token")"), kPush,
                                    std::nullopt);
              }),
              HasSubstr("nothing was sent"));
  EXPECT_TRUE(server.asked.empty());
}

TEST(Authorization, ThatIsRefusedSaysWhoseItWas) {
  TokenServer server{.answers = {problem_of(401, "UNAUTHORIZED", "wrong password")}};
  Authorization authorization = server.authorization(password());
  authorization.learn(bearer(), kPush, std::nullopt);
  EXPECT_THAT(error_of([&] { authorization.value(kPush); }),
              testing::AllOf(HasSubstr("wrong password"), HasSubstr("those of config.json")));
}

TEST(Authorization, TakesNoTokenThatBreaksAHeader) {
  for (const char* const body :
       {R"({"token":"a\r\nb"})", R"({"token":""})", R"({})", R"(<html>)", R"({"token":1})"}) {
    TokenServer server{.answers = {response_of(200, {}, body)}};
    Authorization authorization = server.authorization(password());
    authorization.learn(bearer(), kPush, std::nullopt);
    EXPECT_THAT(error_of([&] { authorization.value(kPush); }), HasSubstr("the token of https://auth.example"))
        << body;
  }
}

}  // namespace
}  // namespace slipway::registry
