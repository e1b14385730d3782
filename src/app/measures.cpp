// SPDX-License-Identifier: EUPL-1.2
#include "app/measures.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>

namespace app {

struct Measures::Inside {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& answers =
      prometheus::BuildCounter().Name("zegel_answers_total").Help("Answers by class of status").Register(registry);
  std::array<prometheus::Counter*, 6> by_class{};
  prometheus::Histogram& seconds = prometheus::BuildHistogram()
                                       .Name("zegel_answer_seconds")
                                       .Help("From the complete request to the answer")
                                       .Register(registry)
                                       .Add({}, prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10});
  prometheus::Family<prometheus::Gauge>& mails =
      prometheus::BuildGauge().Name("zegel_mails").Help("Mails by status").Register(registry);
  prometheus::Gauge& files_waiting =
      prometheus::BuildGauge().Name("zegel_files_waiting").Help("Files whose text the search does not know yet").Register(registry).Add({});
  prometheus::Family<prometheus::Gauge>& jobs = prometheus::BuildGauge().Name("zegel_job_runs").Help("Ended runs of a job").Register(registry);

  Inside() {
    for (std::size_t i = 1; i < by_class.size(); ++i) by_class.at(i) = &answers.Add({{"class", std::to_string(i) + "xx"}});
  }
};

Measures::Measures() : inside_{std::make_unique<Inside>()} {}
Measures::~Measures() = default;

void Measures::note(int status, std::chrono::microseconds took) {
  if (status >= 100 && status < 600) inside_->by_class.at(static_cast<std::size_t>(status / 100))->Increment();
  inside_->seconds.Observe(static_cast<double>(took.count()) / 1e6);
}

std::string Measures::text(Now const& now) {
  inside_->mails.Add({{"status", "waiting"}}).Set(static_cast<double>(now.mails_waiting));
  inside_->mails.Add({{"status", "dead"}}).Set(static_cast<double>(now.mails_dead));
  inside_->files_waiting.Set(static_cast<double>(now.files_waiting));
  for (auto const& job : now.jobs) {
    inside_->jobs.Add({{"job", job.name}, {"outcome", "ended"}}).Set(static_cast<double>(job.runs));
    inside_->jobs.Add({{"job", job.name}, {"outcome", "failed"}}).Set(static_cast<double>(job.failures));
  }
  return prometheus::TextSerializer{}.Serialize(inside_->registry.Collect());
}

}  // namespace app
