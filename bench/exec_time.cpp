// exec_time RUNS PROGRAM_A ARGUMENTS... -- PROGRAM_B ARGUMENTS...
//
// Runs the two in turn, A B A B ..., from fork to exit, and prints the median and the quartiles of each, and
// of the difference and the ratio pair by pair: what A takes beyond B, whatever else the machine does
// meanwhile.

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

extern char** environ;

namespace {

double run_ms(char* const* words) {
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (const int error = ::posix_spawn(&child, words[0], nullptr, nullptr, words, environ); error != 0) {
    std::fprintf(stderr, "exec_time: %s: %s\n", words[0], std::strerror(error));
    std::exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "exec_time: %s failed\n", words[0]);
    std::exit(1);
  }
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void print(const char* name, std::vector<double> times, const char* unit = " ms") {
  std::sort(times.begin(), times.end());
  const auto at = [&times](double share) {
    return times[static_cast<std::size_t>(share * double(times.size() - 1))];
  };
  std::printf("%-12s median %8.3f%s   quartiles %8.3f .. %8.3f\n", name, at(0.5), unit, at(0.25), at(0.75));
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 2 ? std::atoi(argv[1]) : 0;
  char** separator =
      std::find_if(argv, argv + argc, [](const char* word) { return std::strcmp(word, "--") == 0; });
  if (runs < 1 || separator == argv + argc || separator + 1 == argv + argc) {
    std::fputs("usage: exec_time RUNS PROGRAM_A ARGUMENTS... -- PROGRAM_B ARGUMENTS...\n", stderr);
    return 2;
  }
  *separator = nullptr;
  std::vector<double> a;
  std::vector<double> b;
  std::vector<double> difference;
  std::vector<double> ratio;
  for (int i = 0; i < runs; ++i) {
    a.push_back(run_ms(argv + 2));
    b.push_back(run_ms(separator + 1));
    difference.push_back(a.back() - b.back());
    ratio.push_back(a.back() / b.back());
  }
  print("A", a);
  print("B", b);
  print("A - B", difference);
  print("A / B", ratio, "");
  return 0;
}
