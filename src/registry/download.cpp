#include "registry/download.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "registry/registry_error.hpp"
#include "support/byte_source.hpp"

namespace slipway::registry {
namespace {

namespace fs = std::filesystem;

constexpr int kRangeRefused = 416;

/// "bytes 100-199/200" begins at 100.
std::optional<std::uint64_t> begin_of_range(const HttpResponse& response) {
  const std::string range = response.field("content-range").value_or("");
  if (!range.starts_with("bytes ")) return std::nullopt;
  return decimal_number<std::uint64_t>(range.substr(6, range.find('-') - 6));
}

/// The file that grows, and the digest of what is in it.
class Part {
 public:
  explicit Part(fs::path path)
      : path_(std::move(path)), file_(open_file(path_, O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {}

  std::uint64_t size() const { return size_; }

  /// Takes over what an earlier run has left, if that is no more than there can be.
  void take_over(std::uint64_t most) {
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) throw SystemError(errno, "read " + path_.string());
    const auto present = static_cast<std::uint64_t>(status.st_size);
    if (present > most) return clear();
    const ByteSource content = file_source(path_, 0, present);
    for (std::string_view piece = content(); !piece.empty(); piece = content()) hash_.update(piece);
    size_ = present;
    if (::lseek(file_.get(), 0, SEEK_END) < 0) throw SystemError(errno, "write " + path_.string());
  }

  void clear() {
    if (::ftruncate(file_.get(), 0) != 0 || ::lseek(file_.get(), 0, SEEK_SET) < 0) {
      throw SystemError(errno, "empty " + path_.string());
    }
    hash_ = oci::Sha256();
    size_ = 0;
  }

  void add(std::string_view piece) {
    write_all(file_, piece, path_.string());
    hash_.update(piece);
    size_ += piece.size();
  }

  oci::Digest finish() { return hash_.finish(); }

  void publish(const fs::path& target) {
    file_.close();
    if (::rename(path_.c_str(), target.c_str()) != 0) throw SystemError(errno, "rename " + path_.string());
  }

 private:
  fs::path path_;
  FileDescriptor file_;
  oci::Sha256 hash_;
  std::uint64_t size_ = 0;
};

class Download {
 public:
  Download(Repository& repository, const oci::Descriptor& descriptor, Part& part,
           const DownloadProgress& progress)
      : repository_(&repository),
        descriptor_(&descriptor),
        part_(&part),
        progress_(&progress),
        what_(concat({"get ", descriptor.digest.text(), " of ", repository.full_name()})),
        attempts_(repository.conversation().surroundings(), what_) {}

  /// Until the part has the descriptor's size and digest.
  void run() {
    was_resumed_ = part_->size() > 0;
    for (bool is_damaged = false;;) {
      while (part_->size() < descriptor_->size) attempt();
      const oci::Digest digest = part_->finish();
      if (digest == descriptor_->digest) return;
      part_->clear();
      // Two halves of different attempts may not fit; the whole must.
      if (is_damaged || !was_resumed_) {
        throw Error(concat({what_, ": the registry sends ", digest.text(),
                            " instead; it is damaged, or was changed on the way"}));
      }
      is_damaged = true;
    }
  }

 private:
  void attempt() {
    const std::uint64_t begin = part_->size();
    if (begin > 0) was_resumed_ = true;
    try {
      const HttpResponse response = repository_->fetch_blob(
          descriptor_->digest, begin,
          [this](const HttpResponse& head, std::string_view piece) { take(head, piece); });
      if (response.status == kRangeRefused && begin > 0) return part_->clear();
      if (response.status != 200 && response.status != 206) {
        if (!may_pass(response) || !attempts_.wait_after(response))
          repository_->conversation().fail(what_, response);
        return;
      }
      checked_ = false;
      if (part_->size() < descriptor_->size)
        throw ConnectionError(ConnectionError::Kind::kBroken, short_message());
    } catch (const ConnectionError& error) {
      checked_ = false;
      if (part_->size() > begin) attempts_.begin_anew();
      attempts_.wait_after(error);
    }
  }

  std::string short_message() const {
    return concat({what_, ": the answer ended behind ", std::to_string(part_->size()), " of ",
                   std::to_string(descriptor_->size), " bytes"});
  }

  void take(const HttpResponse& head, std::string_view piece) {
    if (!std::exchange(checked_, true)) {
      const bool goes_on = head.status == 206 && begin_of_range(head) == part_->size();
      if (!goes_on && part_->size() > 0) part_->clear();
      if (head.status == 206 && !goes_on && begin_of_range(head).value_or(0) != 0) {
        throw ConnectionError(ConnectionError::Kind::kBroken,
                              what_ + ": the registry sends another part than was asked for");
      }
    }
    if (piece.size() > descriptor_->size - part_->size()) {
      part_->clear();
      throw Error(concat({what_, ": the registry sends more than the ", std::to_string(descriptor_->size),
                          " bytes that the manifest tells of"}));
    }
    part_->add(piece);
    if (*progress_) (*progress_)(part_->size());
  }

  Repository* repository_;
  const oci::Descriptor* descriptor_;
  Part* part_;
  const DownloadProgress* progress_;
  std::string what_;
  Attempts attempts_;
  /// Whether the head of the present answer was looked at.
  bool checked_ = false;
  bool was_resumed_ = false;
};

}  // namespace

void download_blob(Repository& repository, const oci::Descriptor& descriptor, const fs::path& folder,
                   const DownloadProgress& progress) {
  const fs::path target = folder / descriptor.digest.hex();
  struct stat status {};
  if (::stat(target.c_str(), &status) == 0 && static_cast<std::uint64_t>(status.st_size) == descriptor.size)
    return;
  Part part(target.string() + ".part");
  part.take_over(descriptor.size);
  Download(repository, descriptor, part, progress).run();
  part.publish(target);
}

}  // namespace slipway::registry
