package dev.trueup.hostapp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Carries out the lines that the demo prints, with {@code curl} where there is one, else by their words. */
final class Shell {

    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*'|\\\\')+");
    private static final boolean HAS_CURL = Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> new File(folder, "curl").canExecute());

    private Shell() {}

    /**
     * The body of the answer.
     *
     * @throws AssertionError if the answer is no 2xx
     */
    static String run(String line) throws IOException, InterruptedException {
        return HAS_CURL ? bySh(line) : byWords(line);
    }

    private static String bySh(String line) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(line + "\nended with " + output);
        }
        return output;
    }

    private static String byWords(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group().replace("'\\''", "\u0000").replace("'", "").replace('\u0000', '\''));
        }
        String url =
                words.stream().filter(it -> it.startsWith("http")).findFirst().orElseThrow();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (words.contains("POST")) {
            request.POST(BodyPublishers.noBody());
        }
        for (int i = 0; i < words.size() - 1; i++) {
            String value = words.get(i + 1);
            if (words.get(i).equals("-H")) {
                request.header(value.substring(0, value.indexOf(':')), value.substring(value.indexOf(':') + 2));
            } else if (words.get(i).equals("--data-raw")) {
                request.POST(BodyPublishers.ofString(value));
            }
        }
        Running.Answer answer = Running.send(request);
        if (answer.status() / 100 != 2) {
            throw new AssertionError(line + "\nwas answered with " + answer);
        }
        return answer.text();
    }
}
