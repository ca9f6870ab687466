package dev.trueup.hostapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoModeTest {

    @Test
    void everyLineWorksAsPrintedAndTellsItsPartOfTheStory() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Map<String, String> answers = new HashMap<>();
        try (DemoMode demo = DemoMode.start(Map.of("PORT", "0"), new PrintStream(printed, true, UTF_8))) {
            for (DemoLines.Line line : demo.lines().lines()) {
                assertThat(printed.toString(UTF_8)).contains("# " + line.shows() + "\n" + line.command() + "\n");
                answers.put(line.shows().split("[.,;]", 2)[0], Shell.run(line.command()));
            }
        }

        assertThat(answers.get("Ann is in step")).contains("\"isInSync\":true");
        assertThat(answers.get("Bob has a new address in Clerk")).contains("\"recommendation\":\"update_stripe\"");
        assertThat(answers.get("Now he is in step")).contains("\"isInSync\":true");
        assertThat(answers.get("Cleo has no customer yet")).contains("\"customerId\":\"cus_");
        assertThat(answers.get("She lets it end with its period")).contains("\"cancelAtPeriodEnd\":true");
        assertThat(answers.get("and keeps it after all")).contains("\"cancelAtPeriodEnd\":false");
        assertThat(answers.get("Cleo goes to the checkout")).contains("\"sessionId\":\"cs_");
        assertThat(answers).hasSize(16);
        assertThat(answers.get("Stripe sends a webhook")).contains("{\"received\":true,\"status\":\"processed\"}");
        assertThat(answers.get("What became of it")).contains("\"status\":\"processed\"");
        assertThat(answers.get("She has everybody compared at once")).contains("{\"runId\":\"run_");
        assertThat(answers.get("and looks what was found")).contains("\"kind\":\"verify\"");
    }

    @Test
    void theRestOfTheEnvironmentStillCounts() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);

        assertThatThrownBy(() -> DemoMode.start(Map.of("PORT", "x", "REDIS_URL", "nonsense"), nowhere))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PORT")
                .hasMessageContaining("REDIS_URL")
                .hasMessageNotContaining("SECRET_KEY");
    }
}
