package dev.trueup.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trueup.model.HealthAlert;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The alert rules and the dashboard ask for metrics and labels that exist, and the docs say what to do about each rule. */
class OperationsFilesTest {

    private static final Scrape SCRAPE = Scrape.ofEverything();

    @TestFactory
    @Tag("promise:O6")
    Stream<DynamicTest> everyRuleAsksForWhatThereIs() throws IOException {
        return rules().map(rule -> DynamicTest.dynamicTest(rule.path("alert").asText(), () -> {
            String words = rule.path("annotations").toString() + rule.path("labels");
            assertThat(new Query(rule.path("expr").asText(), words).missingFrom(SCRAPE))
                    .isEmpty();
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical", "{{ $labels.severity }}");
            assertThat(rule.at("/annotations/summary").asText()).endsWith(".");
            if (rule.has("for")) {
                assertThat(rule.path("for").asText()).matches("\\d+m");
            }
        }));
    }

    @TestFactory
    @Tag("promise:O6")
    Stream<DynamicTest> everyPanelAsksForWhatThereIs() throws IOException {
        return panels().map(panel -> DynamicTest.dynamicTest(panel.path("title").asText(), () -> {
            assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> assertThat(new Query(
                                    target.path("expr").asText(),
                                    target.path("legendFormat").asText())
                            .missingFrom(SCRAPE))
                    .isEmpty());
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
        }));
    }

    @Test
    void theDashboardCanBeImported() throws IOException {
        JsonNode dashboard = dashboard();
        Set<Integer> ids = new HashSet<>();

        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        assertThat(dashboard.at("/templating/list/0/name").asText()).isEqualTo("datasource");
        assertThat(dashboard.path("title").asText()).isEqualTo("Trueup");
        assertThat(dashboard.path("panels"))
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        panel -> assertThat(ids.add(panel.path("id").asInt())).isTrue())
                .allSatisfy(panel -> assertThat(panel.at("/gridPos/x").asInt()
                                + panel.at("/gridPos/w").asInt())
                        .isBetween(1, 24));
    }

    @Test
    void everyAlertOfTheApplicationHasARule() throws IOException {
        List<String> expressions = rules().map(it -> it.path("expr").asText()).toList();

        for (HealthAlert.Name name : HealthAlert.Name.values()) {
            assertThat(expressions).anyMatch(it -> it.contains("trueup_health_alert{name=\"" + name + "\"}"));
        }
    }

    @Test
    void theDocsSayWhatToDoAboutEveryRuleAndNameNoOther() throws IOException {
        List<String> documented = Pattern.compile("(?m)^\\| `(Trueup[A-Za-z]+)` \\|[^|]+\\|[^|]+\\|$")
                .matcher(Files.readString(MetersTableTest.operations("README.md")))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        rules().map(it -> it.path("alert").asText()).toList());
    }

    @Test
    void theNamesForPrometheusInTheDocsExist() throws IOException {
        List<String> missing = new ArrayList<>();
        Pattern.compile("`(trueup_[^`]*)`")
                .matcher(Files.readString(MetersTableTest.operations("README.md")))
                .results()
                .forEach(it -> missing.addAll(new Query(it.group(1), "").missingFrom(SCRAPE)));

        assertThat(missing).isEmpty();
    }

    @Test
    void aQueryForWhatThereIsNotIsNoticed() {
        assertThat(new Query("rate(trueup_cheque_seconds_count[5m])", "").missingFrom(SCRAPE))
                .containsExactly("trueup_cheque_seconds_count");
        assertThat(new Query("http_server_requests_seconds_count", "").missingFrom(SCRAPE))
                .containsExactly("http_server_requests_seconds_count");
        assertThat(new Query("trueup_webhook_seconds_count{state=\"failed\"}", "").missingFrom(SCRAPE))
                .containsExactly("trueup_webhook_seconds_count{state=\"failed\"}");
        assertThat(new Query("trueup_webhook_seconds_count{status=~\"fial|ded\"}", "").missingFrom(SCRAPE))
                .containsExactly("trueup_webhook_seconds_count{status=~\"fial|ded\"}");
        assertThat(new Query("sum by (colour) (trueup_cache_away)", "").missingFrom(SCRAPE))
                .containsExactly("label colour");
        assertThat(new Query("trueup_cache_away", "{{ $labels.colour }}").missingFrom(SCRAPE))
                .containsExactly("label colour");
        assertThat(new Query("1 > 0", "").missingFrom(SCRAPE)).containsExactly("any metric");
    }

    private static Stream<JsonNode> rules() throws IOException {
        JsonNode file = new YAMLMapper()
                .readTree(MetersTableTest.operations("prometheus-alerts.yml").toFile());
        return stream(file.path("groups")).flatMap(group -> stream(group.path("rules")));
    }

    private static Stream<JsonNode> panels() throws IOException {
        return stream(dashboard().path("panels"))
                .filter(panel -> !panel.path("type").asText().equals("row"));
    }

    private static JsonNode dashboard() throws IOException {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readTree(MetersTableTest.operations("grafana-dashboard.json").toFile());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
