#include "testkit/token_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <vector>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "registry/base64.hpp"
#include "support/json.hpp"
#include "testkit/http_message.hpp"
#include "testkit/loopback.hpp"

namespace slipway::testkit {
namespace {

template <auto kFree>
struct Deleter {
  template <typename Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Signature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;
using Signing = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;

constexpr long kDay = 86'400;
constexpr std::size_t kCoordinate = 32;

void expect(bool is_true, const char* what) {
  if (!is_true) throw Error(std::string("OpenSSL can't ") + what);
}

/// Without "=" and in the alphabet for addresses (RFC 7515, section 2).
std::string base64_for_urls(std::string_view bytes) {
  std::string text = registry::base64_encoded(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

/// Signed by itself.
Certificate make_certificate(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  expect(certificate != nullptr, "make a certificate");
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const std::string_view common = "tokens of a test";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common.data()),
                             static_cast<int>(common.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  expect(X509_sign(certificate.get(), key, EVP_sha256()) > 0, "sign a certificate");
  return certificate;
}

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  expect(size > 0, "write a certificate");
  std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return text;
}

std::string pem_of(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  expect(PEM_write_bio_X509(memory.get(), certificate) == 1, "write a certificate");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

/// ES256 (RFC 7518, section 3.4): both numbers with 32 bytes each.
std::string sign(EVP_PKEY* key, const std::string& text) {
  const Signing signing(EVP_MD_CTX_new());
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  expect(EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
             EVP_DigestSign(signing.get(), nullptr, &size, bytes, text.size()) == 1,
         "sign");
  std::vector<unsigned char> der(size);
  expect(EVP_DigestSign(signing.get(), der.data(), &size, bytes, text.size()) == 1, "sign");
  const unsigned char* begin = der.data();
  const Signature signature(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(size)));
  std::string both(2 * kCoordinate, '\0');
  auto* out = reinterpret_cast<unsigned char*>(both.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, static_cast<int>(kCoordinate));
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + kCoordinate, static_cast<int>(kCoordinate));
  return both;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// A request for a token, from its query or its form.
struct Wanted {
  std::string service;
  std::vector<std::string> scopes;
  std::string grant;
  std::string refresh_token;
};

Wanted read_wanted(std::string_view parameters) {
  Wanted wanted;
  for (const std::string& parameter : split(parameters, '&')) {
    const std::size_t equals = parameter.find('=');
    const std::string name = parameter.substr(0, equals);
    const std::string value =
        equals == std::string::npos ? "" : percent_decoded(parameter.substr(equals + 1));
    if (name == "service") wanted.service = value;
    if (name == "grant_type") wanted.grant = value;
    if (name == "refresh_token") wanted.refresh_token = value;
    if (name != "scope") continue;
    for (std::string& scope : split(value, ' ')) wanted.scopes.push_back(std::move(scope));
  }
  return wanted;
}

class TokenServer {
 public:
  explicit TokenServer(const TokenServerOptions& options)
      : options_(&options),
        key_(EVP_EC_gen("P-256")),
        certificate_(make_certificate(key_.get())),
        log_(open_file(options.log, O_WRONLY | O_CREAT | O_APPEND, 0644)) {
    create_file(options.certificate, pem_of(certificate_.get()), 0644);
  }

  void answer(const FileDescriptor& client) {
    const auto head = receive_head(client);
    if (!head) return;
    std::string body = head->begin_of_body;
    while (body.size() < head->content_length()) {
      const std::string piece = receive_some(client, head->content_length() - body.size());
      if (piece.empty()) return;
      body += piece;
    }
    const std::string target = head->target();
    const bool is_form = head->method() == "POST";
    const Wanted wanted =
        read_wanted(is_form ? body : target.substr(std::min(target.find('?') + 1, target.size())));
    const std::string authorization = head->field("authorization").value_or("");
    const std::string name = options_->user.substr(0, options_->user.find(':'));
    const bool has_password = authorization == "Basic " + registry::base64_encoded(options_->user);
    const bool has_identity =
        is_form && wanted.grant == "refresh_token" && wanted.refresh_token == options_->identity;
    const bool is_refused = (!authorization.empty() && !has_password) || (is_form && !has_identity);
    std::vector<std::string> granted;
    if (!is_refused) granted = granted_of(wanted.scopes, has_password || has_identity);
    log(head->method(), has_password || has_identity ? name : "", wanted.scopes, granted,
        is_refused ? 401 : 200);
    if (is_refused)
      return send(client, "401 Unauthorized",
                  R"({"errors":[{"code":"UNAUTHORIZED","message":"wrong password"}]})");
    send(client, "200 OK",
         write_json_compact(Json::Object{
             {options_->is_oauth ? "access_token" : "token", token(name, wanted.service, granted)},
             {"expires_in", options_->seconds}}));
  }

 private:
  /// "repository:NAME:pull,push" with what is allowed of it.
  std::vector<std::string> granted_of(const std::vector<std::string>& scopes, bool is_known) const {
    std::vector<std::string> granted;
    for (const std::string& scope : scopes) {
      if (is_known) granted.push_back(scope);
      if (!is_known && options_->is_pull_free) granted.push_back(scope.substr(0, scope.rfind(':')) + ":pull");
    }
    return granted;
  }

  std::string token(const std::string& name, const std::string& service,
                    const std::vector<std::string>& granted) const {
    Json::Array access;
    for (const std::string& scope : granted) {
      const std::size_t first = scope.find(':');
      const std::size_t last = scope.rfind(':');
      const std::vector<std::string> actions = split(scope.substr(last + 1), ',');
      access.push_back(Json::Object{{"type", scope.substr(0, first)},
                                    {"name", scope.substr(first + 1, last - first - 1)},
                                    {"actions", Json::Array(actions.begin(), actions.end())}});
    }
    const auto now = static_cast<std::int64_t>(std::time(nullptr));
    const std::string head = write_json_compact(
        Json::Object{{"typ", "JWT"},
                     {"alg", "ES256"},
                     {"x5c", Json::Array{registry::base64_encoded(der_of(certificate_.get()))}}});
    const std::string claims = write_json_compact(Json::Object{{"iss", "test"},
                                                               {"sub", name},
                                                               {"aud", service},
                                                               {"exp", now + options_->seconds},
                                                               {"nbf", now - 1},
                                                               {"iat", now},
                                                               {"jti", hexadecimal(random_bytes(8))},
                                                               {"access", std::move(access)}});
    const std::string text = base64_for_urls(head) + "." + base64_for_urls(claims);
    return text + "." + base64_for_urls(sign(key_.get(), text));
  }

  void log(const std::string& method, const std::string& user, const std::vector<std::string>& scopes,
           const std::vector<std::string>& granted, int status) const {
    write_all(log_,
              write_json_compact(Json::Object{{"method", method},
                                              {"user", user},
                                              {"scopes", Json::Array(scopes.begin(), scopes.end())},
                                              {"granted", Json::Array(granted.begin(), granted.end())},
                                              {"status", status}}) +
                  "\n",
              "the log");
  }

  static void send(const FileDescriptor& client, std::string_view status, const std::string& body) {
    send_bytes(client, fmt::format("HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
                                   "Connection: close\r\n\r\n{}",
                                   status, body.size(), body));
    ::shutdown(client.get(), SHUT_WR);
  }

  const TokenServerOptions* options_;
  Key key_;
  Certificate certificate_;
  FileDescriptor log_;
};

}  // namespace

int run_token_server(const TokenServerOptions& options) {
  TokenServer server(options);
  const FileDescriptor listener = listen_on_loopback();
  for (;;) {
    const FileDescriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.is_open()) server.answer(client);
  }
}

}  // namespace slipway::testkit
