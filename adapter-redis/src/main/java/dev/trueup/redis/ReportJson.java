package dev.trueup.redis;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trueup.model.Drift;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a run's report as it stands in Redis: its version, then the fields of {@link RunReport} and of its counts by
 * their own names, without those that are empty. Lengths of time are in the words of ISO 8601.
 */
final class ReportJson {

    private static final long VERSION = 1;

    private ReportJson() {}

    static byte[] write(RunReport report) {
        try {
            return Json.write(json -> report(json, report));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory do not fail
        }
    }

    /** The report of this run; empty if the bytes are anything else than {@link #write} wrote of it in this version. */
    static Optional<RunReport> read(String id, byte[] bytes) {
        try {
            return Optional.of(report(Json.read(bytes, 0)))
                    .filter(report -> report.id().equals(id));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void report(JsonGenerator json, RunReport report) throws IOException {
        RunCounts counts = report.counts();
        json.writeStartObject();
        json.writeNumberField("v", VERSION);
        json.writeStringField("id", report.id());
        json.writeStringField("kind", report.kind().name());
        json.writeStringField("state", report.state().name());
        Json.time(json, "startedAt", report.startedAt());
        Json.time(json, "updatedAt", report.updatedAt());
        Json.time(json, "finishedAt", report.finishedAt());
        json.writeNumberField("seen", counts.seen());
        json.writeNumberField("written", counts.written());
        json.writeNumberField("unchanged", counts.unchanged());
        json.writeNumberField("failed", counts.failed());
        Json.number(json, "total", counts.total());
        json.writeNumberField("calls", counts.calls());
        length(json, "throttled", counts.throttled());
        length(json, "timeLeft", report.timeLeft());
        json.writeArrayFieldStart("failures");
        for (RunFailure failure : report.failures()) {
            json.writeStartObject();
            json.writeStringField("id", failure.id());
            json.writeStringField("reason", failure.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("differences");
        for (Map.Entry<String, Long> difference : report.differences().entrySet()) {
            json.writeStartObject();
            json.writeStringField("kind", difference.getKey());
            json.writeNumberField("number", difference.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("drift");
        for (Drift drift : report.drift()) {
            json.writeStartObject();
            json.writeStringField("user", drift.user().value());
            json.writeStringField("field", drift.field());
            json.writeStringField("source", drift.source().name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("remarks");
        for (String remark : report.remarks()) {
            json.writeString(remark);
        }
        json.writeEndArray();
        Json.text(json, "error", report.error());
        json.writeEndObject();
    }

    private static RunReport report(Fields of) throws IOException {
        if (of.number("v") != VERSION) {
            throw new IOException("another version");
        }
        List<RunFailure> failures = new ArrayList<>();
        for (Fields failure : of.all("failures", Fields.class)) {
            failures.add(new RunFailure(failure.text("id"), failure.text("reason")));
        }
        Map<String, Long> differences = new HashMap<>();
        for (Fields difference : of.all("differences", Fields.class)) {
            differences.put(difference.text("kind"), difference.number("number"));
        }
        List<Drift> drift = new ArrayList<>();
        for (Fields one : of.all("drift", Fields.class)) {
            drift.add(new Drift(new UserId(one.text("user")), one.text("field"), Source.valueOf(one.text("source"))));
        }
        return new RunReport(
                of.text("id"),
                RunKind.valueOf(of.text("kind")),
                RunState.valueOf(of.text("state")),
                of.time("startedAt"),
                of.time("updatedAt"),
                of.optionalTime("finishedAt"),
                new RunCounts(
                        of.number("seen"),
                        of.number("written"),
                        of.number("unchanged"),
                        of.number("failed"),
                        of.optional("total", Long.class),
                        of.number("calls"),
                        Duration.parse(of.text("throttled"))),
                length(of.optionalText("timeLeft")),
                failures,
                differences,
                drift,
                of.all("remarks", String.class),
                of.optionalText("error"));
    }

    private static void length(JsonGenerator json, String name, @Nullable Duration length) throws IOException {
        Json.text(json, name, length == null ? null : length.toString());
    }

    private static @Nullable Duration length(@Nullable String text) {
        return text == null ? null : Duration.parse(text);
    }
}
