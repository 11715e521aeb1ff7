{
for(const b of document.querySelectorAll("[data-copy],[data-print]")){b.hidden=false;b.onclick=()=>{if(b.dataset.copy){navigator.clipboard.writeText(b.dataset.copy).then(()=>{b.textContent=b.dataset.done})}else print()}}
// A form with files is sent from here, so that its way is shown and a broken line loses nothing.
function send(f,tell,b){const x=new XMLHttpRequest(),fail=()=>{tell.textContent=tell.dataset.failed;delete f.dataset.sent};x.open("POST",f.action);x.upload.onprogress=e=>{tell.textContent=tell.dataset.progress+": "+Math.floor(100*e.loaded/e.total)+" %"};x.onerror=fail;x.onload=()=>{document.open();document.write(x.responseText);document.close()};const d=new FormData;if(b&&b.name)d.append(b.name,b.value);new FormData(f).forEach((v,k)=>d.append(k,v));x.send(d)}
// Before a text goes, the server reads it: who shall read what is about police is asked here, where the files stay.
function ask(f,q,go){let over;const end=t=>{if(over)return;over=1;q.innerHTML=t||"";if(q.querySelector("button")){q.nextElementSibling.hidden=true;delete f.dataset.sent;q.focus()}else go()};setTimeout(end,5000);fetch(q.dataset.ask,{method:"POST",body:new URLSearchParams({what:(f.elements.what||f.elements.text).value,where:f.elements.where?f.elements.where.value:""})}).then(r=>r.ok?r.text():"").then(t=>end(t.trim()),()=>end())}
document.addEventListener("submit",e=>{const f=e.target,tell=f.querySelector("[data-progress]"),q=f.querySelector("[data-ask]"),files=tell&&f.files.files.length;if(f.dataset.sent){e.preventDefault();return}f.dataset.sent=1;if(q&&!f.dataset.read){e.preventDefault();f.dataset.read=1;ask(f,q,()=>files?send(f,tell):f.submit())}else if(files){e.preventDefault();send(f,tell,e.submitter)}else setTimeout(()=>{delete f.dataset.sent},8000)});
// Leaving: the page is emptied before the network is asked for anything, and its place in the history is taken.
const out=document.getElementById("leave");
function leave(e){e.preventDefault();document.title="";document.body.replaceChildren();location.replace(out.href)}
out.onclick=leave;
let escapes=0,first=0;
addEventListener("keydown",e=>{if(e.key!=="Escape"){escapes=0;return}if(!escapes||e.timeStamp-first>3000){escapes=0;first=e.timeStamp}if(++escapes===3)leave(e)});
}
