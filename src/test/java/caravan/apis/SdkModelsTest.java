package caravan.apis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.Fixtures;
import caravan.model.Api;
import com.aliyun.tea.NameInMap;
import com.aliyun.tea.TeaModel;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import com.huaweicloud.sdk.core.utils.JsonUtils;
import com.tencentcloudapi.common.AbstractModel;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The answers of an API, read by the vendor's own model class, say what the events say. Which class
 * that is, and which of its members is which fact, is in the {@code model.json} beside the answers;
 * an API without one has no such class in a public Maven artifact.
 */
class SdkModelsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "model.json";

  static Stream<ApiExample> all() {
    return ApiExample.all().filter(example -> Files.exists(example.folder().resolve(FILE)));
  }

  private static JsonNode file(ApiExample example) throws IOException {
    return Fixtures.json(Files.readString(example.folder().resolve(FILE)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void eventsSayWhatTheModelSays(ApiExample example) throws IOException {
    JsonNode file = file(example);
    for (Path answer : example.answers()) {
      List<?> rows = rows(file, model(file, Fixtures.json(Files.readString(answer))));
      List<JsonNode> events =
          example.result(answer).events().stream()
              .map(Fixtures::json)
              .filter(event -> !event.has("report"))
              .toList();
      assertEquals(rows.size(), events.size(), answer.toString());
      for (int i = 0; i < rows.size(); i++) {
        for (Map.Entry<String, JsonNode> fact : file.get("facts").properties()) {
          JsonNode value = events.get(i).at("/" + fact.getKey().replace('.', '/'));
          assertEquals(
              stated(fact.getValue(), rows.get(i)),
              published(value),
              "%s of row %d in %s".formatted(fact.getKey(), i, answer));
        }
      }
    }
  }

  /** Otherwise a mapped field could be left out of the comparison, or be unknown to the vendor. */
  @ParameterizedTest
  @MethodSource("all")
  void everyMappedFieldIsCompared(ApiExample example) throws IOException {
    JsonNode file = file(example);
    List<String> newer = texts(file.get("newer"));
    example
        .api()
        .row()
        .fields()
        .forEach(
            (path, field) -> {
              boolean compared =
                  file.get("facts").properties().stream()
                      .anyMatch(fact -> (fact.getKey() + ".").startsWith(path + "."));
              assertEquals(
                  !field.from().isEmpty() && !newer.contains(field.from()), compared, path);
            });
  }

  /** A member that the sheet does not know makes every event doubtful. */
  @ParameterizedTest
  @MethodSource("all")
  void sheetKnowsEveryMemberOfTheModel(ApiExample example) throws IOException {
    JsonNode file = file(example);
    Object row = rows(file, model(file, answer(example))).get(0);
    Set<String> unknown = new TreeSet<>(names(row.getClass()));
    unknown.removeAll(names(example.api()));
    assertEquals(Set.of(), unknown);
  }

  /** What is newer than the model must be so: the model would have been asked otherwise. */
  @ParameterizedTest
  @MethodSource("all")
  void modelLacksWhatIsNewer(ApiExample example) throws IOException {
    JsonNode file = file(example);
    Object row = rows(file, model(file, answer(example))).get(0);
    for (String name : texts(file.get("newer"))) {
      assertFalse(names(row.getClass()).contains(name), name);
    }
  }

  private static JsonNode answer(ApiExample example) throws IOException {
    return Fixtures.json(Files.readString(example.answers().get(0)));
  }

  /** Each cloud's models are read by the cloud's own reader. */
  private static Object model(JsonNode file, JsonNode answer) {
    try {
      Class<?> type = Class.forName(file.get("model").textValue());
      if (TeaModel.class.isAssignableFrom(type)) {
        Map<String, Object> members = JSON.convertValue(answer, new TypeReference<>() {});
        return TeaModel.toModel(
            members, type.asSubclass(TeaModel.class).getConstructor().newInstance());
      }
      return AbstractModel.class.isAssignableFrom(type)
          ? new Gson().fromJson(answer.get("Response").toString(), type)
          : JsonUtils.toObject(answer.toString(), type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<?> rows(JsonNode file, Object model) {
    Object rows = member(model, file.get("rows").textValue());
    String needed = file.path("unless").asText();
    return list(rows).stream()
        .filter(row -> needed.isEmpty() || text(member(row, needed)) != null)
        .toList();
  }

  private static List<?> list(Object value) {
    if (value instanceof Object[] array) {
      return Arrays.asList(array);
    }
    return value instanceof List<?> list ? list : List.of(value);
  }

  /** A member by its dotted path; the models have public fields or getters. */
  private static Object member(Object model, String path) {
    Object found = model;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.")) {
      found = found == null ? null : one(found, name);
    }
    return found;
  }

  private static Object one(Object model, String name) {
    try {
      String getter = "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
      return model instanceof TeaModel
          ? model.getClass().getField(name).get(model)
          : model.getClass().getMethod(getter).invoke(model);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no %s in %s".formatted(name, model.getClass()), e);
    }
  }

  /** What the model says of a fact, as text; null for nothing. */
  private static String stated(JsonNode fact, Object row) {
    Object value = member(row, fact.get("from").textValue());
    if (fact.has("role")) {
      List<String> roles = new ArrayList<>();
      for (Object entry : list(value)) {
        String role = valueOf(fact, member(entry, fact.get("role").textValue()));
        if (role != null && !role.isEmpty()) {
          roles.add(role + "@" + member(entry, fact.get("database").textValue()));
        }
      }
      return String.join(" ", roles);
    }
    if (fact.has("database")) {
      return valueOf(fact, value) + "@" + fact.get("database").textValue();
    }
    if (fact.has("zone") && text(value) != null) {
      LocalDateTime local = LocalDateTime.parse(text(value).replace(' ', 'T'));
      return local.toInstant(ZoneOffset.of(fact.get("zone").textValue())).toString();
    }
    return valueOf(fact, value);
  }

  private static String valueOf(JsonNode fact, Object value) {
    String text = text(value);
    return fact.has("values") && text != null
        ? Objects.requireNonNull(fact.get("values").path(text).textValue(), text)
        : text;
  }

  /** Empty texts say nothing, and times are compared as moments. */
  private static String text(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    return value == null || value.toString().isEmpty() ? null : value.toString();
  }

  private static String published(JsonNode value) {
    if (value.isArray()) {
      List<String> roles = new ArrayList<>();
      value.forEach(
          role -> roles.add(role.get("role").asText() + "@" + role.get("database").asText()));
      return String.join(" ", roles);
    }
    if (value.isMissingNode()) {
      return null;
    }
    String text = value.asText();
    return text.matches("\\d{4}-.*\\.\\d{3}Z") ? Instant.parse(text).toString() : text;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.textValue()));
    return texts;
  }

  /** The vendor's names of a model's members. */
  private static Set<String> names(Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      NameInMap tea = field.getAnnotation(NameInMap.class);
      SerializedName gson = field.getAnnotation(SerializedName.class);
      JsonProperty jackson = field.getAnnotation(JsonProperty.class);
      if (tea != null) {
        names.add(tea.value());
      } else if (gson != null) {
        names.add(gson.value());
      } else if (jackson != null) {
        names.add(jackson.value());
      }
    }
    return names;
  }

  /** The members of a row that a sheet speaks of. */
  private static Set<String> names(Api api) {
    Api.RowSheet row = api.row();
    Set<String> names = new TreeSet<>(api.record().omit());
    Stream.of(row.known(), row.drop()).flatMap(List::stream).forEach(names::add);
    row.fields().values().stream()
        .flatMap(field -> Stream.of(field.from(), field.port()))
        .filter(Objects::nonNull)
        .forEach(names::add);
    if (row.roles() != null) {
      names.add(row.roles().from());
    }
    names.add(row.tags().from());
    names.add(row.members().from());
    if (row.superuser() != null && row.superuser().from() != null) {
      names.add(row.superuser().from());
    }
    Stream.of(row.subject().split("[{}:]")).forEach(names::add);
    Set<String> first = new TreeSet<>();
    names.forEach(name -> first.add(name.replaceAll("[.\\[].*", "")));
    return first;
  }
}
