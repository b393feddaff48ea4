#pragma once

#include <memory>
#include <string>

#include "control/deadline.hpp"
#include "control/stream.hpp"
#include "launcher/tls_options.hpp"

namespace slipway::launcher {

// The launcher is linked twice from the same files: with no_tls.cpp, and, where a release asks for
// distribution over TLS, with tls/openssl_stream.cpp and OpenSSL's libraries, which are three times as large
// as all the rest.

/// Whether this program is the second one.
bool has_tls();

/// Shakes hands on the stream as a client of `host`, and gives what is then read and written under TLS.
/// Throws ConnectionError: kRejected where a certificate is not accepted by us or by the peer, kTimeout,
/// kClosed; Error where a file of ours can't be used.
std::unique_ptr<control::Stream> secure(std::unique_ptr<control::Stream> stream, const TlsOptions& options,
                                        const std::string& host, control::Deadline deadline);

}  // namespace slipway::launcher
