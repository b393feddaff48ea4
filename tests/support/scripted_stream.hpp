#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "control/connection.hpp"
#include "control/stream.hpp"

namespace slipway::testing_support {

/// A peer that sends what it was told, in pieces of at most `piece` bytes, and then closes. What is written
/// to it goes to `written`; `answer` can send more for it.
class ScriptedStream final : public control::Stream {
 public:
  using Answer = std::function<std::string(std::string_view written)>;

  ScriptedStream(std::string script, std::size_t piece, std::shared_ptr<std::string> written, Answer answer)
      : script_(std::move(script)), piece_(piece), written_(std::move(written)), answer_(std::move(answer)) {}

  Progress read(std::span<char> buffer) override {
    const std::size_t count = std::min({buffer.size(), piece_, script_.size() - at_});
    if (count == 0) return {State::kEnded, 0};
    std::copy_n(script_.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer.begin());
    at_ += count;
    return {State::kDone, count};
  }
  Progress write(std::string_view bytes) override {
    if (written_) *written_ += bytes;
    if (answer_) script_ += answer_(bytes);
    return {State::kDone, bytes.size()};
  }
  pollfd to_read() const override { return {-1, 0, 0}; }
  pollfd to_write() const override { return {-1, 0, 0}; }

 private:
  std::string script_;
  std::size_t at_ = 0;
  std::size_t piece_;
  std::shared_ptr<std::string> written_;
  Answer answer_;
};

/// A connection to "the peer" that sends `script`.
inline control::Connection scripted(std::string_view script, std::size_t piece = SIZE_MAX,
                                    std::shared_ptr<std::string> written = nullptr,
                                    ScriptedStream::Answer answer = nullptr) {
  return {std::make_unique<ScriptedStream>(std::string(script), piece, std::move(written), std::move(answer)),
          "the peer"};
}

}  // namespace slipway::testing_support
