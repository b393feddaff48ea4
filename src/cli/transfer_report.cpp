#include "cli/transfer_report.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/sizes.hpp"

namespace slipway::cli {
namespace {

constexpr std::size_t kShownDigits = 12;
constexpr std::size_t kSizeWidth = 10;
constexpr std::chrono::milliseconds kPause{100};
constexpr std::string_view kClearLine = "\r\033[K";

std::string rate_text(std::uint64_t bytes, double seconds) {
  return size_text(static_cast<std::uint64_t>(static_cast<double>(bytes) / std::max(seconds, 0.001))) + "/s";
}

}  // namespace

TransferReport::TransferReport(std::FILE* stream)
    : stream_(stream), is_live_(stream != nullptr && ::isatty(::fileno(stream)) == 1), begin_(Clock::now()) {}

TransferReport::~TransferReport() { clear_line(); }

void TransferReport::clear_line() const {
  if (is_live_ && drawn_ != Clock::time_point()) std::fputs(std::string(kClearLine).c_str(), stream_);
}

void TransferReport::begin(const std::vector<oci::Descriptor>& blobs) {
  const std::lock_guard lock(mutex_);
  blobs_ = blobs;
  bytes_.assign(blobs.size(), 0);
  begins_.assign(blobs.size(), Clock::time_point());
  begin_ = Clock::now();
}

void TransferReport::progress(std::size_t blob, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (begins_[blob] == Clock::time_point()) begins_[blob] = Clock::now();
  bytes_[blob] = bytes;
  draw(false);
}

void TransferReport::end(std::size_t blob, const std::string& fate, bool has_moved) {
  const std::lock_guard lock(mutex_);
  ++ended_;
  const std::uint64_t size = blobs_[blob].size;
  bytes_[blob] = size;
  if (has_moved) moved_ += size;
  if (stream_ == nullptr) return;
  clear_line();
  std::string line = concat({"  sha256:", blobs_[blob].digest.hex().substr(0, kShownDigits), "  "});
  const std::string told = size_text(size);
  line += std::string(kSizeWidth - std::min(kSizeWidth, told.size()), ' ') + told + "  " + fate;
  if (has_moved && begins_[blob] != Clock::time_point()) {
    const double seconds = std::chrono::duration<double>(Clock::now() - begins_[blob]).count();
    line += concat({" in ", seconds_text(seconds), ", ", rate_text(size, seconds)});
  }
  std::fputs((line + "\n").c_str(), stream_);
  draw(true);
}

void TransferReport::note(const std::string& text) {
  const std::lock_guard lock(mutex_);
  clear_line();
  std::fputs((text + "\n").c_str(), stderr);
  draw(true);
}

void TransferReport::draw(bool is_due) {
  const Clock::time_point now = Clock::now();
  if (!is_live_ || ended_ == blobs_.size() || (!is_due && now - drawn_ < kPause)) return;
  drawn_ = now;
  std::uint64_t all = 0;
  std::uint64_t done = 0;
  for (const oci::Descriptor& blob : blobs_) all += blob.size;
  for (const std::uint64_t bytes : bytes_) done += bytes;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  std::fputs(concat({kClearLine, "  ", std::to_string(ended_), " of ", std::to_string(blobs_.size()),
                     " blobs, ", size_text(done), " of ", size_text(all), ", ", rate_text(done, seconds)})
                 .c_str(),
             stream_);
  std::fflush(stream_);
}

}  // namespace slipway::cli
