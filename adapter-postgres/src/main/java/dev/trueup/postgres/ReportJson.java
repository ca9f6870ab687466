package dev.trueup.postgres;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.model.Drift;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunFailure;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a run's report, in ASCII: its version, then the fields of {@link RunReport} and of its counts by their own
 * names. Times and lengths of time are in the words of ISO 8601. Stateless.
 */
final class ReportJson {

    private static final int VERSION = 1;

    /** ASCII, because half of a surrogate pair has no UTF-8 form, but an escape. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private ReportJson() {}

    static String write(RunReport report) {
        RunCounts counts = report.counts();
        ObjectNode json = JSON.createObjectNode()
                .put("v", VERSION)
                .put("id", report.id())
                .put("kind", report.kind().name())
                .put("state", report.state().name())
                .put("startedAt", report.startedAt().toString())
                .put("updatedAt", report.updatedAt().toString())
                .put("finishedAt", words(report.finishedAt()))
                .put("seen", counts.seen())
                .put("written", counts.written())
                .put("unchanged", counts.unchanged())
                .put("failed", counts.failed())
                .put("total", counts.total())
                .put("calls", counts.calls())
                .put("throttled", counts.throttled().toString())
                .put("timeLeft", words(report.timeLeft()))
                .put("error", report.error());
        ArrayNode failures = json.putArray("failures");
        report.failures().forEach(it -> failures.addObject().put("id", it.id()).put("reason", it.reason()));
        ObjectNode differences = json.putObject("differences");
        report.differences().forEach(differences::put);
        ArrayNode drift = json.putArray("drift");
        report.drift().forEach(it -> drift.addObject()
                .put("user", it.user().value())
                .put("field", it.field())
                .put("source", it.source().name()));
        ArrayNode remarks = json.putArray("remarks");
        report.remarks().forEach(remarks::add);
        return json(json);
    }

    /** Empty if the text is anything else than {@link #write} wrote in this version. */
    static Optional<RunReport> read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.path("v").asInt() == VERSION ? Optional.of(report(json)) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String json(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JacksonException e) {
            throw new IllegalStateException("a report that cannot be written"); // a tree of texts and numbers can be
        }
    }

    private static RunReport report(JsonNode json) {
        List<RunFailure> failures = new ArrayList<>();
        json.required("failures").forEach(it -> failures.add(new RunFailure(text(it, "id"), text(it, "reason"))));
        Map<String, Long> differences = new HashMap<>();
        json.required("differences")
                .fields()
                .forEachRemaining(
                        it -> differences.put(it.getKey(), it.getValue().longValue()));
        List<Drift> drift = new ArrayList<>();
        json.required("drift")
                .forEach(it -> drift.add(new Drift(
                        new UserId(text(it, "user")), text(it, "field"), Source.valueOf(text(it, "source")))));
        List<String> remarks = new ArrayList<>();
        json.required("remarks").forEach(it -> remarks.add(text(it)));
        return new RunReport(
                text(json, "id"),
                RunKind.valueOf(text(json, "kind")),
                RunState.valueOf(text(json, "state")),
                Instant.parse(text(json, "startedAt")),
                Instant.parse(text(json, "updatedAt")),
                optional(json, "finishedAt", it -> Instant.parse(it.textValue())),
                new RunCounts(
                        json.required("seen").longValue(),
                        json.required("written").longValue(),
                        json.required("unchanged").longValue(),
                        json.required("failed").longValue(),
                        optional(json, "total", JsonNode::longValue),
                        json.required("calls").longValue(),
                        Duration.parse(text(json, "throttled"))),
                optional(json, "timeLeft", it -> Duration.parse(it.textValue())),
                failures,
                differences,
                drift,
                remarks,
                optional(json, "error", JsonNode::textValue));
    }

    private static String text(JsonNode json, String name) {
        return text(json.required(name));
    }

    private static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException("no text");
        }
        return value.textValue();
    }

    private static <T> @Nullable T optional(JsonNode json, String name, Function<JsonNode, T> reading) {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? null : reading.apply(value);
    }

    private static @Nullable String words(@Nullable Object time) {
        return time == null ? null : time.toString();
    }
}
