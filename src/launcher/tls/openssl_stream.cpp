#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "control/address.hpp"
#include "control/failure.hpp"
#include "launcher/tls.hpp"

namespace slipway::launcher {
namespace {

using control::ConnectionError;
using control::Deadline;
using control::Failure;
using control::Stream;

/// The most that goes into one record (RFC 8446, 5.1).
constexpr std::size_t kLargestRecord = std::size_t{16} << 10;

struct Free {
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
  void operator()(SSL* tls) const { ::SSL_free(tls); }
  void operator()(BIO_METHOD* method) const { ::BIO_meth_free(method); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

/// The last entry of OpenSSL's queue in words, and an empty queue.
std::string last_problem() {
  const unsigned long code = ::ERR_peek_last_error();
  ::ERR_clear_error();
  const char* reason = ::ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

// A BIO upon a Stream: OpenSSL's own for sockets would raise SIGPIPE.

int settle(BIO* bio, const Stream::Progress& progress, void (*retry)(BIO*)) {
  ::BIO_clear_retry_flags(bio);
  if (progress.state == Stream::State::kDone) return static_cast<int>(progress.count);
  if (progress.state == Stream::State::kEnded) return 0;
  retry(bio);
  return -1;
}

int write_to_stream(BIO* bio, const char* bytes, int count) {
  auto* stream = static_cast<Stream*>(::BIO_get_data(bio));
  return settle(bio, stream->write({bytes, static_cast<std::size_t>(count)}),
                [](BIO* retried) { BIO_set_retry_write(retried); });
}

int read_from_stream(BIO* bio, char* buffer, int count) {
  auto* stream = static_cast<Stream*>(::BIO_get_data(bio));
  return settle(bio, stream->read({buffer, static_cast<std::size_t>(count)}),
                [](BIO* retried) { BIO_set_retry_read(retried); });
}

long control_stream(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

class TlsStream final : public Stream {
 public:
  TlsStream(std::unique_ptr<Stream> stream, const TlsOptions& options, std::string host)
      : stream_(std::move(stream)), host_(std::move(host)) {
    // No configuration file: what the machine has for its programs is not for a release.
    ::OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    context_.reset(::SSL_CTX_new(::TLS_client_method()));
    method_.reset(::BIO_meth_new(BIO_TYPE_SOURCE_SINK, "stream"));
    if (!context_ || !method_) throw Error("TLS: " + last_problem());
    configure(options);
    tls_.reset(::SSL_new(context_.get()));
    if (!tls_) throw Error("TLS: " + last_problem());
    attach();
    expect_host(options);
  }

  void connect(Deadline deadline) {
    for (;;) {
      ::ERR_clear_error();
      const int result = ::SSL_connect(tls_.get());
      if (result == 1) return;
      const int error = ::SSL_get_error(tls_.get(), result);
      if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) fail_to_connect(error);
      pollfd waiting = error == SSL_ERROR_WANT_READ ? stream_->to_read() : stream_->to_write();
      const int ready = ::poll(&waiting, 1, deadline.poll_timeout());
      if (ready < 0 && errno != EINTR) throw SystemError(errno, "poll");
      if (ready <= 0 && deadline.has_passed()) {
        throw ConnectionError(Failure::kTimeout, "TLS: " + host_ + " did not answer in time");
      }
    }
  }

  Progress read(std::span<char> buffer) override {
    flush();
    std::size_t count = 0;
    ::ERR_clear_error();
    const int result = ::SSL_read_ex(tls_.get(), buffer.data(), buffer.size(), &count);
    if (result == 1) return {State::kDone, count};
    return stopped(result);
  }

  // A record that the socket did not take whole has to be offered again as it was, whatever is to be written
  // by then (a tick is not tried again). So it counts as written, and is kept here up to then.
  Progress write(std::string_view bytes) override {
    if (const Progress flushed = flush(); flushed.state != State::kDone) return flushed;
    unsent_.assign(bytes.substr(0, kLargestRecord));
    const std::size_t count = unsent_.size();
    if (const Progress flushed = flush(); flushed.state == State::kEnded) return flushed;
    return {State::kDone, count};
  }

  pollfd to_read() const override {
    pollfd wanted = stream_->to_read();
    if (!unsent_.empty()) wanted.events = static_cast<short>(wanted.events | stream_->to_write().events);
    return wanted;
  }
  pollfd to_write() const override { return stream_->to_write(); }

 private:
  void configure(const TlsOptions& options) {
    SSL_CTX* context = context_.get();
    const auto number = [](TlsVersion version) {
      return version == TlsVersion::k1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
    };
    SSL_CTX_set_min_proto_version(context, number(options.least));
    SSL_CTX_set_max_proto_version(context, number(options.most));
    ::SSL_CTX_set_verify(context, options.verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    ::SSL_CTX_set_verify_depth(context, options.depth);
    if (!options.cacertfile.empty()) {
      check(::SSL_CTX_load_verify_file(context, options.cacertfile.c_str()), "cacertfile",
            options.cacertfile);
    } else if (options.verifies) {
      throw Error("TLS: verify_peer needs a cacertfile among the options of client");
    }
    if (options.certfile.empty()) return;
    ::SSL_CTX_set_default_passwd_cb_userdata(context, const_cast<char*>(options.password.c_str()));
    ::SSL_CTX_set_default_passwd_cb(context, give_password);
    check(::SSL_CTX_use_certificate_chain_file(context, options.certfile.c_str()), "certfile",
          options.certfile);
    const std::string& key = options.keyfile.empty() ? options.certfile : options.keyfile;
    check(::SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM), "keyfile", key);
    ::SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  }

  static int give_password(char* buffer, int size, int /*writes*/, void* data) {
    const std::string_view password = data != nullptr ? static_cast<const char*>(data) : "";
    if (password.size() > static_cast<std::size_t>(size)) return -1;
    std::copy(password.begin(), password.end(), buffer);
    return static_cast<int>(password.size());
  }

  static void check(int result, std::string_view option, const std::string& path) {
    if (result == 1) return;
    open_file(path, O_RDONLY);  // says what is wrong with the file itself
    throw Error(concat({"TLS: the ", option, " ", path, " can't be used: ", last_problem()}));
  }

  void attach() {
    ::BIO_meth_set_write(method_.get(), write_to_stream);
    ::BIO_meth_set_read(method_.get(), read_from_stream);
    ::BIO_meth_set_ctrl(method_.get(), control_stream);
    BIO* bio = ::BIO_new(method_.get());
    if (bio == nullptr) throw Error("TLS: " + last_problem());
    ::BIO_set_data(bio, stream_.get());
    ::BIO_set_init(bio, 1);
    ::SSL_set_bio(tls_.get(), bio, bio);
  }

  void expect_host(const TlsOptions& options) {
    if (!options.checks_host) return;
    if (options.server_name) host_ = *options.server_name;
    const bool is_address = control::Address::parse(host_, control::Family::kIPv4) ||
                            control::Address::parse(host_, control::Family::kIPv6);
    const bool is_set =
        is_address ? ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(tls_.get()), host_.c_str()) == 1
                   : ::SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                                host_.data()) == 1 &&
                         ::SSL_set1_host(tls_.get(), host_.c_str()) == 1;
    if (!is_set) throw Error("TLS: " + host_ + " can't be the name of a server: " + last_problem());
  }

  [[noreturn]] void fail_to_connect(int error) const {
    const long verified = ::SSL_get_verify_result(tls_.get());
    if (verified != X509_V_OK && ::SSL_get_verify_mode(tls_.get()) != SSL_VERIFY_NONE) {
      throw ConnectionError(Failure::kRejected,
                            concat({"TLS: the certificate of ", host_,
                                    " is not accepted: ", ::X509_verify_cert_error_string(verified)}));
    }
    if (error == SSL_ERROR_SSL &&
        ::ERR_GET_REASON(::ERR_peek_last_error()) != SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      throw ConnectionError(Failure::kRejected, "TLS: " + last_problem());
    }
    throw ConnectionError(Failure::kClosed, "TLS: " + host_ + " closed the connection before it was secure");
  }

  /// Sends what is left of the last record; kDone where nothing is.
  Progress flush() {
    if (unsent_.empty()) return {State::kDone, 0};
    std::size_t count = 0;
    ::ERR_clear_error();
    const int result = ::SSL_write_ex(tls_.get(), unsent_.data(), unsent_.size(), &count);
    if (result != 1) return stopped(result);
    unsent_.clear();
    return {State::kDone, count};
  }

  Progress stopped(int result) const {
    const int error = ::SSL_get_error(tls_.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return {State::kWouldWait, 0};
    // With TLS 1.3 it is only now that we hear what the peer thinks of our certificate.
    if (error == SSL_ERROR_SSL &&
        ::ERR_GET_REASON(::ERR_peek_last_error()) != SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      throw ConnectionError(Failure::kRejected, "TLS: " + last_problem());
    }
    return {State::kEnded, 0};
  }

  std::unique_ptr<Stream> stream_;
  std::string host_;
  Owned<SSL_CTX> context_;
  Owned<BIO_METHOD> method_;
  Owned<SSL> tls_;
  std::string unsent_;
};

}  // namespace

bool has_tls() { return true; }

std::unique_ptr<Stream> secure(std::unique_ptr<Stream> stream, const TlsOptions& options,
                               const std::string& host, Deadline deadline) {
  auto secured = std::make_unique<TlsStream>(std::move(stream), options, host);
  secured->connect(deadline);
  return secured;
}

}  // namespace slipway::launcher
