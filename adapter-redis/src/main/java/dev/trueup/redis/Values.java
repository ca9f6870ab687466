package dev.trueup.redis;

import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads values by their keys: one by {@code GET}, many by {@code MGET}, many in a cluster by one {@code GET} each, because
 * the slots of so many keys are all different. Thread-safe.
 */
final class Values {

    private static final int AT_ONCE = 100;

    private final Pipeline single;
    private final Pipeline batch;
    private final boolean clustered;

    Values(Pipeline single, Pipeline batch, boolean clustered) {
        this.single = single;
        this.batch = batch;
        this.clustered = clustered;
    }

    /**
     * The values under some keys, each of which occurs once.
     *
     * @param task what for, for the message of an exception
     * @return an answer for each key, which is a value, none, or that the type is another one
     */
    List<Answer<byte[]>> of(String task, List<String> keys) {
        if (keys.size() == 1) {
            return oneByOne(single, task, keys);
        }
        return clustered ? oneByOne(batch, task, keys) : together(task, keys);
    }

    private static List<Answer<byte[]>> oneByOne(Pipeline pipeline, String task, List<String> keys) {
        List<Answer<byte[]>> answers =
                pipeline.send(task, keys.stream().map(Command::get).toList());
        for (Answer<byte[]> answer : answers) {
            if (answer.refusal() != null && !answer.isOfWrongType()) {
                throw pipeline.refused(task, answer.refusal());
            }
        }
        return answers;
    }

    /** For {@code MGET} a key of another type is missing, so the keys are also counted, and looked at if there are more. */
    private List<Answer<byte[]>> together(String task, List<String> keys) {
        List<Command<?>> commands = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<String> some = keys.subList(from, Math.min(from + AT_ONCE, keys.size()));
            commands.add(Command.mget(some));
            commands.add(Command.exists(some));
        }
        List<Answer<byte[]>> found = new ArrayList<>(keys.size());
        long missed = 0;
        for (Answer<Object> answer : batch.<Object>send(task, commands)) {
            if (answer.refusal() != null) {
                throw batch.refused(task, answer.refusal());
            }
            if (answer.value() instanceof Long exist) {
                missed += exist;
            } else if (answer.value() instanceof List<?> values) {
                values.forEach(value -> found.add(new Answer<>(bytes(value), null)));
            }
        }
        missed -= found.stream().filter(answer -> answer.value() != null).count();
        if (missed > 0) {
            lookAgain(task, keys, found);
        }
        return found;
    }

    private void lookAgain(String task, List<String> keys, List<Answer<byte[]>> found) {
        List<Integer> missing = IntStream.range(0, keys.size())
                .filter(i -> found.get(i).value() == null)
                .boxed()
                .toList();
        List<Answer<byte[]>> again =
                oneByOne(batch, task, missing.stream().map(keys::get).toList());
        for (int i = 0; i < missing.size(); i++) {
            found.set(missing.get(i), again.get(i));
        }
    }

    private static byte @Nullable [] bytes(@Nullable Object value) {
        return value instanceof KeyValue<?, ?> pair && pair.hasValue() && pair.getValue() instanceof byte[] bytes
                ? bytes
                : null;
    }
}
