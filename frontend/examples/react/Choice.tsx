interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly onChoose: (value: Value) => void;
}

export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, options, onChoose } = props;
  return (
    <label>
      {label}
      <select
        value={value}
        onChange={(event) => {
          onChoose(event.target.value as Value);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {option === '' ? "the browser's" : option}
          </option>
        ))}
      </select>
    </label>
  );
}
