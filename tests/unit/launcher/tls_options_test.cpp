#include "launcher/tls_options.hpp"

#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::launcher {
namespace {

TlsOptions of_file(std::string_view text) {
  TlsOptions options;
  read_tls_option_file(text, "tls.conf", options);
  return options;
}

TEST(TlsOptionFile, GivesTheOptionsOfTheClient) {
  const TlsOptions options = of_file(
      "[{server, [{certfile, \"server.pem\"}]},\n"
      " {client, [{certfile, \"client.pem\"}, {keyfile, <<\"key.pem\">>}, {password, \"secret\"},\n"
      "           {cacertfile, \"ca.pem\"}, {verify, verify_none}, {depth, 2}, {secure_renegotiate, "
      "true}]}].");
  EXPECT_EQ(options.certfile, "client.pem");
  EXPECT_EQ(options.keyfile, "key.pem");
  EXPECT_EQ(options.password, "secret");
  EXPECT_EQ(options.cacertfile, "ca.pem");
  EXPECT_FALSE(options.verifies);
  EXPECT_EQ(options.depth, 2);
  EXPECT_EQ(options.not_ours, "");
}

TEST(TlsOptionFile, TakesTheFirstOptionOfAName) {
  EXPECT_EQ(of_file("[{client, [{certfile, \"a\"}, {certfile, \"b\"}]}].").certfile, "a");
}

TEST(TlsOptionFile, HasTls12AloneWhereNothingNamesVersions) {
  EXPECT_EQ(of_file("[{client, []}].").most, TlsVersion::k1_2);
  const TlsOptions newest = of_file("[{client, [{versions, ['tlsv1.3']}]}].");
  EXPECT_EQ(newest.least, TlsVersion::k1_3);
  EXPECT_EQ(newest.most, TlsVersion::k1_3);
  const TlsOptions both = of_file("[{client, [{versions, ['tlsv1.3', 'tlsv1.2']}]}].");
  EXPECT_EQ(both.least, TlsVersion::k1_2);
  EXPECT_EQ(both.most, TlsVersion::k1_3);
}

TEST(TlsOptionFile, NamesWhatOnlySslCanHonour) {
  EXPECT_EQ(of_file("[{client, [{verify_fun, {m, f, []}}, {crl_check, true}]}].").not_ours, "verify_fun");
}

TEST(TlsOptionFile, IsRefusedWithItsNameAndWhatIsAllowed) {
  EXPECT_EQ(error_of([] { of_file("{client, []}."); }),
            "tls.conf: expected a list of {server, Options} and {client, Options}");
  EXPECT_EQ(error_of([] { of_file("[{client, none}]."); }),
            "tls.conf: expected {client, [{Option, Value}, ...]}");
  EXPECT_EQ(error_of([] { of_file("[{client, [certfile]}]."); }),
            "tls.conf: an option of client must be {Option, Value}");
  EXPECT_EQ(error_of([] { of_file("[{client, [{certfile, 5}]}]."); }), "tls.conf: certfile must be a string");
  EXPECT_EQ(error_of([] { of_file("[{client, [{verify, yes}]}]."); }),
            "tls.conf: verify must be verify_peer or verify_none");
  EXPECT_EQ(error_of([] { of_file("[{client, [{versions, [sslv3]}]}]."); }),
            "tls.conf: versions must be a list of 'tlsv1.2' and 'tlsv1.3'");
  EXPECT_EQ(error_of([] { of_file("[{client, [{depth, 256}]}]."); }),
            "tls.conf: depth must be a number from 0 to 255");
}

TEST(TlsOptions, OfFlagsAreThoseOfTheClient) {
  const TlsOptions options =
      read_tls_options({"-ssl_dist_opt", "server_certfile", "s.pem", "client_certfile", "c.pem", "-other",
                        "x", "-ssl_dist_opt", "client_verify", "verify_none", "client_depth", "3", "-extra",
                        "-ssl_dist_opt", "client_keyfile", "k.pem"},
                       14);
  EXPECT_EQ(options.certfile, "c.pem");
  EXPECT_EQ(options.keyfile, "");
  EXPECT_FALSE(options.verifies);
  EXPECT_EQ(options.depth, 3);
}

TEST(TlsOptions, VerifyThePeerFromOtp26On) {
  EXPECT_FALSE(read_tls_options({}, 13).verifies);
  EXPECT_TRUE(read_tls_options({}, 14).verifies);
}

TEST(TlsOptions, NeedAValueBehindEachFlag) {
  EXPECT_EQ(error_of([] {
              read_tls_options({"-ssl_dist_opt", "client_certfile"}, 14);
            }),
            "-ssl_dist_opt: client_certfile has no value behind it");
}

}  // namespace
}  // namespace slipway::launcher
