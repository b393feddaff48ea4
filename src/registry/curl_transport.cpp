#include "registry/curl_transport.hpp"

// The only file that includes libcurl.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

#include "base/digits.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"

namespace slipway::registry {
namespace {

constexpr long kConnectSeconds = 30;
/// Storage behind a registry may think for a while when a large upload ends.
constexpr long kSilenceSeconds = 180;
/// What is slower for so long is as good as silent: a drip would else keep a command for days.
constexpr long kSlowestBytesPerSecond = 1000;
/// Of an answer that is no blob.
constexpr long kAnswerSeconds = 300;
/// A body of over 1 MiB waits for "100 Continue", so that one that is refused is not sent; servers that never
/// say it cost this much.
constexpr long kContinueMilliseconds = 300;
constexpr long kBufferSize = 256L << 10;
constexpr std::size_t kLargestHead = std::size_t{256} << 10;

/// libcurl's functions, looked up at run time.
struct Curl {
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_reset) easy_reset = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  CURLcode (*easy_setopt)(CURL*, CURLoption, ...) = nullptr;
};

template <typename Function>
void look_up(void* library, const char* name, Function& function) {
  void* const address = ::dlsym(library, name);
  if (address == nullptr)
    throw Error(concat({"libcurl has no function ", name, "; libcurl 7.68 or later is needed"}));
  // POSIX gives functions as pointers to data (dlsym, "Rationale").
  static_assert(sizeof function == sizeof address);
  std::memcpy(&function, &address, sizeof function);
}

Curl open_curl() {
  void* library = nullptr;
  // That of OpenSSL has the first name everywhere; Debian has one by GnuTLS beside it.
  for (const char* const name : {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"}) {
    library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) break;
  }
  if (library == nullptr) {
    constexpr std::string_view kCure =
        "); registries are spoken to through libcurl: apt-get install libcurl4 (Debian 13: libcurl4t64)";
    throw Error(concat({"there is no libcurl.so.4 here (", ::dlerror(), kCure}));
  }
  Curl curl;
  look_up(library, "curl_global_init", curl.global_init);
  look_up(library, "curl_easy_init", curl.easy_init);
  look_up(library, "curl_easy_cleanup", curl.easy_cleanup);
  look_up(library, "curl_easy_reset", curl.easy_reset);
  look_up(library, "curl_easy_perform", curl.easy_perform);
  look_up(library, "curl_easy_strerror", curl.easy_strerror);
  look_up(library, "curl_slist_append", curl.slist_append);
  look_up(library, "curl_slist_free_all", curl.slist_free_all);
  look_up(library, "curl_easy_setopt", curl.easy_setopt);
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw Error("libcurl can't begin to work");
  return curl;
}

ConnectionError::Kind kind_of(CURLcode code) {
  using Kind = ConnectionError::Kind;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return Kind::kUnreachable;
    case CURLE_SSL_CONNECT_ERROR:
      return Kind::kNoTls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
      return Kind::kUntrusted;
    default:
      return Kind::kBroken;
  }
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin));
}

/// A request on its way: what libcurl's callbacks work on. No exception may pass through libcurl, so the
/// first one waits here until it has returned.
class Exchange {
 public:
  explicit Exchange(const HttpRequest& request) : request_(&request) { rewind(); }

  HttpResponse& response() { return response_; }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

  static std::size_t on_head(char* bytes, std::size_t size, std::size_t count, void* self) {
    return static_cast<Exchange*>(self)->guarded(size * count, [&](Exchange& exchange) {
      exchange.add_head({bytes, size * count});
      return size * count;
    });
  }
  static std::size_t on_content(char* bytes, std::size_t size, std::size_t count, void* self) {
    return static_cast<Exchange*>(self)->guarded(size * count, [&](Exchange& exchange) {
      exchange.add_content({bytes, size * count});
      return size * count;
    });
  }
  static std::size_t on_read(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    try {
      return exchange.give(bytes, size * count);
    } catch (...) {
      exchange.failure_ = std::current_exception();
      return CURL_READFUNC_ABORT;
    }
  }
  static int on_seek(void* self, curl_off_t offset, int origin) {
    auto& exchange = *static_cast<Exchange*>(self);
    if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    try {
      exchange.rewind();
      return CURL_SEEKFUNC_OK;
    } catch (...) {
      exchange.failure_ = std::current_exception();
      return CURL_SEEKFUNC_FAIL;
    }
  }
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    try {
      throw_if_interrupted();
      return 0;
    } catch (...) {
      static_cast<Exchange*>(self)->failure_ = std::current_exception();
      return 1;
    }
  }

 private:
  /// Fewer bytes than were given end the request.
  template <typename Action>
  std::size_t guarded(std::size_t count, const Action& action) {
    try {
      return action(*this);
    } catch (...) {
      failure_ = std::current_exception();
      return count == 0 ? 1 : 0;
    }
  }

  void add_head(std::string_view line) {
    head_size_ += line.size();
    if (head_size_ > kLargestHead) {
      throw Error(concat({request_->url.origin(), " sends header fields without end; more than ",
                          std::to_string(kLargestHead >> 10U), " KiB are not read"}));
    }
    if (line.starts_with("HTTP/")) {  // behind "100 Continue" comes another one
      response_ = {};
      const std::size_t blank = line.find(' ');
      response_.status =
          decimal_number<int>(line.substr(std::min(blank, line.size() - 1) + 1, 3)).value_or(0);
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string name = trimmed(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    response_.fields.push_back({std::move(name), trimmed(line.substr(colon + 1))});
  }

  void add_content(std::string_view piece) {
    if (request_->sink && (response_.status == 200 || response_.status == 206)) {
      request_->sink(response_, piece);
      return;
    }
    if (response_.body.size() + piece.size() > request_->largest_answer) {
      throw Error(concat({request_->url.text(), " answers with more than ",
                          std::to_string(request_->largest_answer), " bytes, which are not read"}));
    }
    response_.body += piece;
  }

  std::size_t give(char* bytes, std::size_t room) {
    if (rest_.empty() && source_) rest_ = source_();
    const std::size_t count = std::min(room, rest_.size());
    std::memcpy(bytes, rest_.data(), count);
    rest_.remove_prefix(count);
    if (request_->sent && count > 0) request_->sent(count);
    return count;
  }

  void rewind() {
    rest_ = {};
    if (request_->body && request_->body->open) source_ = request_->body->open();
  }

  const HttpRequest* request_;
  HttpResponse response_;
  std::size_t head_size_ = 0;
  ByteSource source_;
  std::string_view rest_;
  std::exception_ptr failure_;
};

}  // namespace

/// The handles that are not in use. Each keeps the connections that it has made.
class CurlTransport::Connections {
 public:
  Connections() : curl_(open_curl()) {}
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  ~Connections() {
    for (CURL* handle : idle_) curl_.easy_cleanup(handle);
  }

  const Curl& curl() const { return curl_; }

  CURL* take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        CURL* const handle = idle_.back();
        idle_.pop_back();
        return handle;
      }
    }
    CURL* const handle = curl_.easy_init();
    if (handle == nullptr) throw Error("libcurl has no memory left");
    return handle;
  }

  /// Nothing of the request stays in it but connections.
  void give_back(CURL* handle) {
    curl_.easy_reset(handle);
    const std::lock_guard lock(mutex_);
    idle_.push_back(handle);
  }

 private:
  Curl curl_;
  std::mutex mutex_;
  std::vector<CURL*> idle_;
};

namespace {

/// The header fields as libcurl takes them.
class FieldList {
 public:
  FieldList(const Curl& curl, const std::vector<HeaderField>& fields) : curl_(&curl) {
    for (const HeaderField& field : fields) {
      list_ = curl.slist_append(list_, concat({field.name, ": ", field.value}).c_str());
    }
  }
  FieldList(const FieldList&) = delete;
  FieldList& operator=(const FieldList&) = delete;
  ~FieldList() { curl_->slist_free_all(list_); }

  curl_slist* get() const { return list_; }

 private:
  const Curl* curl_;
  curl_slist* list_ = nullptr;
};

void set_request(const Curl& curl, CURL* handle, const HttpRequest& request, Exchange& exchange) {
  const auto set = [&](CURLoption option, auto value) { curl.easy_setopt(handle, option, value); };
  set(CURLOPT_URL, request.url.text().c_str());
  set(CURLOPT_USERAGENT, "slipway/" SLIPWAY_VERSION);
  set(CURLOPT_HEADERFUNCTION, &Exchange::on_head);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
  set(CURLOPT_WRITEFUNCTION, &Exchange::on_content);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  if (request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &Exchange::on_read);
    set(CURLOPT_READDATA, static_cast<void*>(&exchange));
    set(CURLOPT_SEEKFUNCTION, &Exchange::on_seek);
    set(CURLOPT_SEEKDATA, static_cast<void*>(&exchange));
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body ? request.body->size : 0));
  }
}

void set_patience(const Curl& curl, CURL* handle, const HttpRequest& request, Exchange& exchange) {
  const auto set = [&](CURLoption option, auto value) { curl.easy_setopt(handle, option, value); };
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_LOW_SPEED_LIMIT, kSlowestBytesPerSecond);
  set(CURLOPT_LOW_SPEED_TIME, kSilenceSeconds);
  if (!request.sink && !request.sent) set(CURLOPT_TIMEOUT, kAnswerSeconds);
  set(CURLOPT_EXPECT_100_TIMEOUT_MS, kContinueMilliseconds);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_BUFFERSIZE, kBufferSize);
  set(CURLOPT_UPLOAD_BUFFERSIZE, kBufferSize);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Exchange::on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&exchange));
}

void set_trust(const Curl& curl, CURL* handle, const Url& url, const ConnectionOptions& options) {
  const auto set = [&](CURLoption option, auto value) { curl.easy_setopt(handle, option, value); };
  if (url.is_loopback()) set(CURLOPT_NOPROXY, "*");
  if (!url.is_https) return;
  if (options.is_insecure) {
    set(CURLOPT_SSL_VERIFYPEER, 0L);
    set(CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (const char* file = std::getenv("SSL_CERT_FILE"); file != nullptr && *file != 0)
    set(CURLOPT_CAINFO, file);
  if (const char* folder = std::getenv("SSL_CERT_DIR"); folder != nullptr && *folder != 0) {
    set(CURLOPT_CAPATH, folder);
  }
  const TlsFiles files = find_tls_files(url.authority(), options, certificate_folders());
  // The system's remain through its folder of certificates.
  if (!files.authorities.empty()) set(CURLOPT_CAINFO, files.authorities.c_str());
  if (!files.certificate.empty()) {
    set(CURLOPT_SSLCERT, files.certificate.c_str());
    set(CURLOPT_SSLKEY, files.key.c_str());
  }
}

}  // namespace

CurlTransport::CurlTransport(ConnectionOptions options)
    : options_(std::move(options)), connections_(std::make_unique<Connections>()) {}

CurlTransport::~CurlTransport() = default;

HttpResponse CurlTransport::send(const HttpRequest& request) {
  const Curl& curl = connections_->curl();
  CURL* const handle = connections_->take();
  std::array<char, CURL_ERROR_SIZE> problem{};
  CURLcode code = CURLE_OK;
  Exchange exchange(request);
  {
    const FieldList fields(curl, request.fields);
    try {
      set_request(curl, handle, request, exchange);
      set_patience(curl, handle, request, exchange);
      set_trust(curl, handle, request.url, options_);
    } catch (...) {
      connections_->give_back(handle);
      throw;
    }
    curl.easy_setopt(handle, CURLOPT_HTTPHEADER, fields.get());
    curl.easy_setopt(handle, CURLOPT_ERRORBUFFER, problem.data());
    code = curl.easy_perform(handle);
  }
  connections_->give_back(handle);
  exchange.rethrow();
  if (code != CURLE_OK) {
    const std::string_view detail = problem.front() != 0 ? problem.data() : curl.easy_strerror(code);
    throw ConnectionError(kind_of(code), concat({request.url.origin(), ": ", detail}));
  }
  return std::move(exchange.response());
}

}  // namespace slipway::registry
