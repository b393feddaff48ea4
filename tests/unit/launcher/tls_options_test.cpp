#include "launcher/tls_options.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
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

constexpr HostileFile kHostile[] = {
    {"certfile_a_number", ": certfile must be a string"},
    {"certfile_empty", ": certfile must be a string"},
    {"certfile_with_an_atom", ": certfile must be a string"},
    {"certfile_with_nul", ": certfile must be a string"},
    {"client_improper", ": expected {client, [{Option, Value}, ...]}"},
    {"client_none", ": expected {client, [{Option, Value}, ...]}"},
    {"comment_alone", ": expected one term, found 0"},
    {"cut", ":1:41: expected '}', found the end of the file"},
    {"depth_256", ": depth must be a number from 0 to 255"},
    {"depth_a_float", ": depth must be a number from 0 to 255"},
    {"depth_huge", ": depth must be a number from 0 to 255"},
    {"depth_negative", ": depth must be a number from 0 to 255"},
    {"empty", ": expected one term, found 0"},
    {"improper", ": expected a list of {server, Options} and {client, Options}"},
    {"nested_deeply", ":1:514: terms nest deeper than the 512 allowed levels, found '['"},
    {"no_dot", ":1:15: expected a full stop after a term, found the end of the file"},
    {"no_list", ": expected a list of {server, Options} and {client, Options}"},
    {"not_utf8", ":1:24: expected UTF-8 text"},
    {"option_an_atom", ": an option of client must be {Option, Value}"},
    {"option_named_by_a_string", ": an option of client must be {Option, Value}"},
    {"option_of_three", ": an option of client must be {Option, Value}"},
    {"password_a_tuple", ": password must be a string"},
    {"server_name_a_number", ": server_name_indication must be a string"},
    {"string_not_closed", ":1:23: a string is not closed"},
    {"two_terms", ": expected one term, found 2"},
    {"verify_a_string", ": verify must be verify_peer or verify_none"},
    {"versions_an_atom", ": versions must be a list of 'tlsv1.2' and 'tlsv1.3'"},
    {"versions_empty", ": versions must be a list of 'tlsv1.2' and 'tlsv1.3'"},
    {"versions_improper", ": versions must be a list of 'tlsv1.2' and 'tlsv1.3'"},
    {"versions_old", ": versions must be a list of 'tlsv1.2' and 'tlsv1.3'"},
};

TEST(TlsOptionFile, HostileOnesAreRefused) {
  expect_corpus("tls_options", kHostile, [](std::string_view bytes, std::string_view source) {
    TlsOptions options;
    read_tls_option_file(bytes, source, options);
  });
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
