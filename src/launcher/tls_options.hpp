#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::launcher {

// How distribution over TLS is set up (ssl user's guide, "Using TLS for Erlang Distribution"):
//
//   -ssl_dist_opt client_OPTION VALUE ...        these come first
//   -ssl_dist_optfile FILE                       {client, [Option]}, as file:consult/1 reads it:
//                                                file = "[" {server | client, "[" {option} "]"} "]" "."
//
// inet_tls_dist, as the client, takes TLS 1.2 alone where no option names versions, and checks the peer's
// certificate for the host in the node's name.

enum class TlsVersion { k1_2, k1_3 };

/// The options of a client. Files are PEM; their names are relative to the working folder.
struct TlsOptions {
  std::string cacertfile;
  std::string certfile;
  /// Where it is empty, the key is in certfile.
  std::string keyfile;
  std::string password;
  /// verify_none where false.
  bool verifies = true;
  /// Intermediate certificates at most; ssl's default is 10 from OTP 25 on.
  int depth = 10;
  /// server_name_indication: another name than the host's; empty with `checks_host` false.
  std::optional<std::string> server_name;
  bool checks_host = true;
  TlsVersion least = TlsVersion::k1_2;
  TlsVersion most = TlsVersion::k1_2;
  /// An option that only ssl itself can honour ("verify_fun"); empty where there is none.
  std::string not_ours;
};

/// Reads the flags in front of -extra. `erts_major` decides what an unnamed `verify` means (verify_peer from
/// OTP 26, ERTS 14). Throws Error for a file that is missing or malformed, and for a flag without its value.
TlsOptions read_tls_options(const std::vector<std::string>& arguments, int erts_major);

/// The part of it that is in the text of the file.
void read_tls_option_file(std::string_view text, std::string_view source, TlsOptions& options);

}  // namespace slipway::launcher
