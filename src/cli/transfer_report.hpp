#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

#include "oci/descriptor.hpp"

namespace slipway::cli {

/// What a push or a pull tells while it goes on: a line for each blob at its end, and on a terminal one below
/// them that lives. Threads may share it.
///
///   sha256:0123456789ab  12.3 MB  sent in 0.42 s, 29.3 MB/s
///   2 of 5 blobs, 13.0 of 40.1 MB, 28.8 MB/s
class TransferReport {
 public:
  /// `stream` is where it is told, if at all.
  explicit TransferReport(std::FILE* stream);
  TransferReport(const TransferReport&) = delete;
  TransferReport& operator=(const TransferReport&) = delete;
  /// Clears the line that lives.
  ~TransferReport();

  void begin(const std::vector<oci::Descriptor>& blobs);
  void progress(std::size_t blob, std::uint64_t bytes);
  /// `fate`: "sent", "already there". A blob that moved is told with its rate.
  void end(std::size_t blob, const std::string& fate, bool has_moved);
  /// A line of its own, on standard error where nothing else is told.
  void note(const std::string& text);

  /// The bytes of all blobs that moved.
  std::uint64_t moved_bytes() const { return moved_; }

 private:
  using Clock = std::chrono::steady_clock;

  void clear_line() const;
  void draw(bool is_due);

  std::FILE* stream_;
  bool is_live_;
  mutable std::mutex mutex_;
  std::vector<oci::Descriptor> blobs_;
  std::vector<std::uint64_t> bytes_;
  std::vector<Clock::time_point> begins_;
  std::size_t ended_ = 0;
  std::uint64_t moved_ = 0;
  Clock::time_point begin_;
  Clock::time_point drawn_;
};

}  // namespace slipway::cli
