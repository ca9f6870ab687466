package dev.trueup.hostapp;

import dev.trueup.bulk.BulkRun;
import dev.trueup.bulk.BulkSync;
import dev.trueup.bulk.RunInProgressException;
import dev.trueup.model.RunKind;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs over all users, for admins.
 *
 * @param bulk starts and remembers them
 * @param keepPayments whether there is anything to load payments into
 * @param callers tells who is an admin
 * @param bodyWithin how long a body may take to arrive
 */
record RunRoutes(BulkSync bulk, boolean keepPayments, Callers callers, Duration bodyWithin) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    /** {@code POST /api/stripe/sync}. */
    void start(Context context) {
        callers.admin(context);
        Body body = Body.read(context, bodyWithin);
        RunKind kind = kind(body.text("kind"));
        if (kind == RunKind.PAYMENTS && !keepPayments) {
            throw HttpFailure.badRequest("payments are not kept here");
        }
        Optional<Instant> since = body.optional("since").map(RunRoutes::since);
        boolean resume = body.flag("resume");
        if (since.isPresent() && (kind != RunKind.CATCH_UP || resume)) {
            throw HttpFailure.badRequest("since is for a catch-up that is not resumed");
        }
        try {
            Json.answer(
                    context,
                    202,
                    new Started(start(kind, since.orElse(null), resume).id()));
        } catch (RunInProgressException e) {
            Json.answer(context, 409, new InProgress("A run of this kind is in progress", e.runId()));
        }
    }

    /** {@code GET /api/stripe/sync/{runId}}. */
    void find(Context context) {
        callers.admin(context);
        RunView run = Optional.of(context.pathParam("runId"))
                .filter(id -> ID.matcher(id).matches())
                .flatMap(bulk::find)
                .map(RunView::of)
                .orElseThrow(() -> new HttpFailure(404, "Run not found"));
        Json.answer(context, 200, run);
    }

    /** {@code GET /api/admin/sync-logs?limit=}: those that began last first. */
    void logs(Context context) {
        callers.admin(context);
        int limit = Query.limit(context);
        Json.answer(
                context,
                200,
                new Logs(bulk.latest(null, limit).stream().map(RunView::of).toList()));
    }

    private BulkRun start(RunKind kind, @Nullable Instant since, boolean resume) {
        if (since != null) {
            return bulk.catchUp(since);
        }
        return resume ? bulk.resume(kind) : bulk.start(kind);
    }

    private static RunKind kind(String word) {
        return switch (word) {
            case "rebuild" -> RunKind.REBUILD;
            case "catch-up" -> RunKind.CATCH_UP;
            case "verify" -> RunKind.VERIFY;
            case "repair" -> RunKind.REPAIR;
            case "payments" -> RunKind.PAYMENTS;
            default -> throw HttpFailure.badRequest("kind must be rebuild, catch-up, verify, repair or payments");
        };
    }

    private static Instant since(String text) {
        try {
            Instant since = Instant.parse(text);
            if (!since.isBefore(Instant.EPOCH) && !since.isAfter(Instant.now())) {
                return since;
            }
        } catch (DateTimeParseException e) {
            // Told below, without the parser's message, which quotes the text.
        }
        throw HttpFailure.badRequest("since must be an ISO 8601 instant from 1970 on that is not in the future");
    }

    private record Started(String runId) {}

    private record InProgress(String error, @Nullable String runId) {}

    private record Logs(List<RunView> logs) {}
}
