#include "testkit/fault_proxy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <thread>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "registry/base64.hpp"
#include "support/json.hpp"
#include "testkit/fault_rules.hpp"
#include "testkit/http_message.hpp"
#include "testkit/loopback.hpp"

namespace slipway::testkit {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

/// One connection, which is one request.
class Exchange {
 public:
  Exchange(FileDescriptor client, std::uint16_t upstream, FaultRules& rules)
      : client_(std::move(client)), upstream_(upstream), rules_(&rules) {}

  /// The line for the log; empty where there was no request.
  std::string run() {
    std::optional<Head> request = receive_head(client_);
    if (!request) return {};
    method_ = request->method();
    target_ = request->target();
    authorization_ = request->field("authorization").value_or("");
    actions_ = rules_->actions_for(method_, target_);
    if (const auto delay = actions_.find("delay"); delay != actions_.end()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(delay->second)));
    }
    if (!answer_here(*request)) pass_on(*request);
    return line();
  }

 private:
  std::string line() const {
    std::vector<std::string> faults;
    for (const auto& [action, value] : actions_) faults.push_back(action);
    return write_json_compact(Json::Object{{"method", method_},
                                           {"target", target_},
                                           {"authorization", !authorization_.empty()},
                                           {"range", range_},
                                           {"body", static_cast<std::int64_t>(body_)},
                                           {"status", status_},
                                           {"fault", join(faults, ",")}}) +
           "\n";
  }

  void answer(int status, const std::vector<std::string>& fields) {
    std::string text =
        fmt::format("HTTP/1.1 {} Said by the proxy\r\nContent-Length: 0\r\nConnection: close\r\n", status);
    for (const std::string& field : fields) text += field + "\r\n";
    send_bytes(client_, text + "\r\n");
    status_ = status;
    // Else what was not read would have the system send a reset, and the answer could be lost.
    ::shutdown(client_.get(), SHUT_WR);
    while (!receive_some(client_, kPiece).empty()) {
    }
  }

  bool answer_here(Head& request) {
    if (const auto basic = actions_.find("basic"); basic != actions_.end()) {
      if (authorization_ != "Basic " + registry::base64_encoded(basic->second)) {
        answer(401, {"WWW-Authenticate: Basic realm=\"proxy\""});
        return true;
      }
      request.remove("authorization");
    }
    if (const auto redirect = actions_.find("redirect"); redirect != actions_.end()) {
      answer(307, {concat({"Location: http://127.0.0.1:", redirect->second, target_})});
      return true;
    }
    const auto status = actions_.find("status");
    if (status == actions_.end()) return false;
    std::vector<std::string> words;
    for (std::string_view rest = status->second; !rest.empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      words.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    answer(std::stoi(words.at(0)), {words.begin() + 1, words.end()});
    return true;
  }

  std::size_t limit_of(const char* action) const {
    const auto found = actions_.find(action);
    return found == actions_.end() ? SIZE_MAX : std::stoul(found->second);
  }

  void pass_on(Head& request) {
    range_ = request.field("range").value_or("");
    const std::size_t size = request.content_length();
    if (request.field("expect")) send_bytes(client_, "HTTP/1.1 100 Continue\r\n\r\n");
    request.remove("expect");
    request.set("connection", "close");
    const FileDescriptor registry = connect_to_loopback(upstream_);
    send_bytes(registry, request.text());
    const std::size_t limit = limit_of("cut-request");
    std::string piece = request.begin_of_body.substr(0, size);
    for (;;) {
      if (body_ + piece.size() > limit || (limit < size && body_ == limit)) {
        piece.resize(limit - body_);
        send_bytes(registry, piece);
        body_ += piece.size();
        return;
      }
      send_bytes(registry, piece);
      body_ += piece.size();
      if (body_ >= size) break;
      piece = receive_some(client_, std::min(kPiece, size - body_));
      if (piece.empty()) return;
    }
    if (!actions_.contains("lose-response")) pass_back(registry);
  }

  void pass_back(const FileDescriptor& registry) {
    std::optional<Head> response = receive_head(registry);
    if (!response) return;
    status_ = decimal_number<int>(response->first.substr(response->first.find(' ') + 1, 3)).value_or(0);
    if (const auto range = actions_.find("range"); range != actions_.end())
      response->set("range", range->second);
    send_bytes(client_, response->text());
    const std::size_t limit = limit_of("cut-response");
    std::size_t passed = 0;
    for (std::string piece = response->begin_of_body; passed < limit;
         piece = receive_some(registry, kPiece)) {
      if (piece.empty() && passed > 0) return;
      piece.resize(std::min(piece.size(), limit - passed));
      if (!send_bytes(client_, piece)) return;
      passed += piece.size();
      if (method_ == "HEAD" || status_ == 204) return;
      if (piece.empty() && response->field("content-length") == "0") return;
    }
  }

  FileDescriptor client_;
  std::uint16_t upstream_;
  FaultRules* rules_;
  std::map<std::string, std::string> actions_;
  std::string method_;
  std::string target_;
  std::string authorization_;
  std::string range_;
  std::size_t body_ = 0;
  int status_ = 0;
};

}  // namespace

int run_fault_proxy(std::uint16_t upstream, const std::string& log, const std::vector<std::string>& rules) {
  std::vector<FaultRule> all;
  for (const std::string& rule : rules) all.push_back(read_fault_rule(rule));
  FaultRules counted(std::move(all));
  const FileDescriptor file = open_file(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  const FileDescriptor listener = listen_on_loopback();
  for (;;) {
    FileDescriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client.is_open()) continue;
    std::thread([client = std::make_shared<FileDescriptor>(std::move(client)), upstream, &counted,
                 &file]() mutable {
      try {
        // One write is one line, whatever other threads do.
        const std::string line = Exchange(std::move(*client), upstream, counted).run();
        if (!line.empty()) write_all(file, line, "the log");
      } catch (const std::exception& error) {
        std::fputs((std::string(error.what()) + "\n").c_str(), stderr);
      }
    }).detach();
  }
}

}  // namespace slipway::testkit
