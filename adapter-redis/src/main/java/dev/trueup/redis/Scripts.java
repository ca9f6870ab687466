package dev.trueup.redis;

import dev.trueup.model.SourceUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs scripts, each by its digest first, and in full where Redis has never heard of it. Thread-safe. */
final class Scripts {

    private final Pipeline single;
    private final Pipeline batch;

    Scripts(Pipeline single, Pipeline batch) {
        this.single = single;
        this.batch = batch;
    }

    /**
     * Runs scripts and, after all of them, further commands, in one pipeline.
     *
     * @param task what for, for the message of an exception
     * @return the answers to the scripts, none of which is an error, and to the commands, which may be
     * @throws SourceUnavailableException if any script was not answered or refused
     */
    List<Answer<byte[]>> run(String task, List<Script.Call> calls, List<Command<byte[]>> afterwards) {
        if (calls.isEmpty()) {
            return List.of();
        }
        Pipeline pipeline = calls.size() + afterwards.size() <= 2 ? single : batch;
        List<Answer<byte[]>> answers =
                new ArrayList<>(send(pipeline, task, calls.stream().map(Script.Call::byDigest), afterwards));
        List<Integer> unknown = IntStream.range(0, calls.size())
                .filter(i -> answers.get(i).isUnknownScript())
                .boxed()
                .toList();
        if (!unknown.isEmpty()) {
            List<Answer<byte[]>> again =
                    send(pipeline, task, unknown.stream().map(calls::get).map(Script.Call::inFull), afterwards);
            for (int i = 0; i < unknown.size(); i++) {
                answers.set(unknown.get(i), again.get(i));
            }
            for (int i = 0; i < afterwards.size(); i++) {
                answers.set(calls.size() + i, again.get(unknown.size() + i));
            }
        }
        answers.stream()
                .limit(calls.size())
                .map(Answer<byte[]>::refusal)
                .flatMap(Stream::ofNullable)
                .findFirst()
                .ifPresent(refusal -> {
                    throw pipeline.refused(task, refusal);
                });
        return answers;
    }

    private static List<Answer<byte[]>> send(
            Pipeline pipeline, String task, Stream<Command<byte[]>> calls, List<Command<byte[]>> afterwards) {
        return pipeline.send(task, Stream.concat(calls, afterwards.stream()).toList());
    }
}
