package dev.trueup.redis;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the caller is told when Redis cannot be used.
 *
 * <p>The text of an error answer never goes further than this class: Redis quotes arguments in some of them, and an
 * argument may be a customer's record. Only its code does.
 */
final class Failure {

    private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

    static {
        MEANINGS.put("OOM", "out of memory: it has reached maxmemory and may not evict");
        MEANINGS.put("READONLY", "a replica, which takes no writes");
        MEANINGS.put("LOADING", "still loading its data");
        MEANINGS.put("BUSY", "busy with a script");
        MEANINGS.put("MASTERDOWN", "a replica without its master");
        MEANINGS.put("CLUSTERDOWN", "part of a cluster that is not complete");
        MEANINGS.put("MOVED", "a cluster that keeps sending the command elsewhere; is the client a cluster client?");
        MEANINGS.put("ASK", "a cluster that keeps sending the command elsewhere");
        MEANINGS.put("TRYAGAIN", "a cluster that is moving the slot");
        MEANINGS.put("CROSSSLOT", "a cluster that found keys of several slots in one command");
        MEANINGS.put("NOAUTH", "asking for a password");
        MEANINGS.put("WRONGPASS", "refusing the password");
        MEANINGS.put("NOPERM", "not permitting the command to this user");
        MEANINGS.put("MISCONF", "refusing writes because it cannot persist them");
        MEANINGS.put("NOREPLICAS", "refusing writes because it has too few replicas");
    }

    /** An error inside a script comes as its code in the middle of a sentence. */
    private static final Pattern CODE = Pattern.compile("(?:^|[ -])(" + String.join("|", MEANINGS.keySet()) + ")\\b");

    /** How Redis 6 says without a code that a command inside a script is not permitted. */
    private static final String NOT_IN_SCRIPT = "The user executing the script can't";

    private Failure() {}

    /** What is to be done, in words: with the id if there is one, else with their number. */
    static String task(String verb, Collection<?> ids, String plural) {
        return verb + ' ' + (ids.size() == 1 ? ids.iterator().next() : ids.size() + " " + plural);
    }

    /** The exception for an error answer. */
    static SourceUnavailableException refused(Source source, String task, RedisCommandExecutionException refusal) {
        String code = code(refusal);
        String meaning = MEANINGS.get(code);
        return new SourceUnavailableException(
                source,
                "could not " + task + ": Redis " + (meaning == null ? "answered " + code : "is " + meaning),
                null);
    }

    /** The exception for having no answer. */
    static SourceUnavailableException unanswered(Source source, String task, Exception failure, Duration timeout) {
        Throwable cause = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof RedisCommandExecutionException refusal) {
                return refused(source, task, refusal); // to connecting, for instance for want of a password
            }
            cause = cause instanceof ExecutionException ? at : cause;
        }
        String reason;
        if (cause instanceof TimeoutException) {
            reason = "Redis did not answer within " + timeout.toMillis() + " ms";
        } else if (cause instanceof RedisCommandTimeoutException) {
            reason = "Redis did not answer within the time that the host's client allows";
        } else {
            reason = "Redis is not connected or takes no commands";
        }
        return new SourceUnavailableException(source, "could not " + task + ": " + reason, cause);
    }

    /** Whether a write went to a server that is not, or no longer, the master. */
    static boolean isOfReplica(RedisCommandExecutionException refusal) {
        return code(refusal).equals("READONLY");
    }

    private static String code(RedisCommandExecutionException refusal) {
        String text = String.valueOf(refusal.getMessage());
        Matcher matcher = CODE.matcher(text);
        if (matcher.find()) {
            return matcher.group(1);
        }
        return text.contains(NOT_IN_SCRIPT) ? "NOPERM" : "an error";
    }
}
