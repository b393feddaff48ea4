#include "support/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace slipway {
namespace {

class Work {
 public:
  Work(std::size_t count, const std::function<void(std::size_t)>& task) : count_(count), task_(task) {}

  // Indices are handed out in order and each one that was taken runs, so every index below a failed one has
  // begun and will report.
  void run() {
    while (!failed_) {
      const std::size_t index = next_++;
      if (index >= count_) return;
      try {
        task_(index);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        failed_ = true;
        if (index <= failed_index_) {
          failed_index_ = index;
          error_ = std::current_exception();
        }
      }
    }
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::size_t count_;
  const std::function<void(std::size_t)>& task_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::size_t failed_index_ = SIZE_MAX;
  std::exception_ptr error_;
};

}  // namespace

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& task) {
  parallel_for(count, std::max(1U, std::thread::hardware_concurrency()), task);
}

void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& task) {
  Work work(count, task);
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(threads, count); ++i) helpers.emplace_back([&work] { work.run(); });
    work.run();
  }
  work.rethrow();
}

}  // namespace slipway
